//! Bodies: kept, changed by decisions, taken in from files and given out again.

use thuocdo_app::bodies::export::export;
use thuocdo_app::bodies::import::{self, Preview, State};
use thuocdo_app::bodies::lineage::{Decision, Happening, happen};
use thuocdo_app::bodies::{Typed, UnitFilter, keep, look, provinces};
use thuocdo_app::sheet::Form;
use thuocdo_app::{ActionError, App};
use thuocdo_base::Actor;
use thuocdo_testkit::{TestApp, on_both};
use thuocdo_words::Lang;

const US: &Actor = &Actor::Operator;

fn typed(code: &str, name: &str) -> Typed {
    Typed {
        code: code.to_owned(),
        name: name.to_owned(),
        system: "state".to_owned(),
        tier: "commune".to_owned(),
        valid_from: "1/7/2025".to_owned(),
        ..Typed::default()
    }
}

async fn made(app: &App, code: &str, name: &str) {
    keep::create(app, US, typed(code, name)).await.expect("may").expect("no faults");
}

fn decision(date: &str) -> Decision {
    Decision { number: "01/NQ-MAU".to_owned(), date: date.to_owned() }
}

async fn names(app: &App) -> Vec<String> {
    let list = look::list(app, US, &UnitFilter::default(), 1).await.expect("a list");
    list.lines.into_iter().map(|line| line.unit.name).collect()
}

async fn shown(app: &App, code: &str) -> look::BodyView {
    look::view(app, US, code).await.expect("may").expect("a body")
}

#[test]
fn nobody_but_administrators_keeps_bodies() {
    on_both(async |database| {
        let house = TestApp::on(database).await;
        let app = house.app.clone();
        for actor in [Actor::Public, Actor::System, Actor::Person("nobody".to_owned())] {
            let tried = keep::create(&app, &actor, typed("mau", "Xã Mẫu")).await;
            assert!(matches!(tried, Err(ActionError::NotAllowed)), "{actor:?}");
            let looked = look::list(&app, &actor, &UnitFilter::default(), 1).await;
            assert!(matches!(looked, Err(ActionError::NotAllowed)), "{actor:?}");
        }
    });
}

#[test]
fn every_fault_of_a_form_is_named_with_its_field() {
    on_both(async |database| {
        let house = TestApp::on(database).await;
        let app = house.app.clone();
        made(&app, "mau-1", "Xã Mẫu 1").await;
        let bad = Typed {
            system: "khác".to_owned(),
            place: "00001".to_owned(),
            parent: "mau-9".to_owned(),
            linked: "x y".to_owned(),
            traits: vec!["lạ".to_owned()],
            email: "a@b\r\nBcc: c@d".to_owned(),
            valid_to: "1/1/2020".to_owned(),
            ..typed("x y", "=1+1")
        };
        let faults = keep::create(&app, US, bad).await.expect("may").expect_err("faults");
        let fields: Vec<&str> = faults.iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["code", "name", "system", "valid_to", "place", "parent", "linked", "traits", "email"]);
        let twice = keep::create(&app, US, typed("mau-1", "Xã Khác")).await.expect("may").expect_err("faults");
        assert_eq!(twice[0].message.key, "bodies-fault-code-taken");
    });
}

#[test]
fn who_edits_an_old_version_is_told_so() {
    on_both(async |database| {
        let house = TestApp::on(database).await;
        let app = house.app.clone();
        made(&app, "mau-1", "Xã Mẫu 1").await;
        let email = |email: &str| Typed { email: email.to_owned(), ..typed("mau-1", "Xã Mẫu 1") };
        keep::edit(&app, US, "mau-1", 1, email("a@mau.vn")).await.expect("may").expect("no faults");
        let late = keep::edit(&app, US, "mau-1", 1, email("b@mau.vn")).await.expect("may").expect_err("a fault");
        assert_eq!(late[0].message.key, "bodies-overtaken");
        assert_eq!(shown(&app, "mau-1").await.unit.email.as_deref(), Some("a@mau.vn"));
    });
}

#[test]
fn a_body_cannot_stand_above_itself() {
    on_both(async |database| {
        let house = TestApp::on(database).await;
        let app = house.app.clone();
        made(&app, "a", "Sở Mẫu").await;
        let below = Typed { parent: "a".to_owned(), ..typed("b", "Chi cục Mẫu") };
        keep::create(&app, US, below).await.expect("may").expect("no faults");
        assert_eq!(shown(&app, "a").await.below[0].code, "b");
        let circle = Typed { parent: "b".to_owned(), ..typed("a", "Sở Mẫu") };
        let faults = keep::edit(&app, US, "a", 1, circle).await.expect("may").expect_err("a fault");
        assert_eq!(faults[0].message.key, "bodies-fault-circle");
    });
}

#[test]
fn a_renamed_body_stays_the_same_body_and_remembers_its_name() {
    on_both(async |database| {
        let house = TestApp::on(database).await;
        let app = house.app.clone();
        made(&app, "mau-1", "Xã Mẫu 1").await;
        let what = || Happening::Rename { name: "Phường Mẫu 1".to_owned() };
        let early = happen(&app, US, "mau-1", decision("1/7/2025"), what()).await.expect("may").expect_err("a fault");
        assert_eq!(early[0].message.key, "bodies-fault-before-its-time");
        happen(&app, US, "mau-1", decision("30/4/2026"), what()).await.expect("may").expect("no faults");
        let view = shown(&app, "mau-1").await;
        let change = &view.changes[0];
        assert_eq!((view.unit.name.as_str(), view.ended), ("Phường Mẫu 1", false));
        assert_eq!((change.change.note.as_str(), change.change.date.as_str()), ("Xã Mẫu 1", "2026-04-30"));
    });
}

#[test]
fn merged_bodies_end_the_day_before_and_lead_to_the_new_one() {
    on_both(async |database| {
        let house = TestApp::on(database).await;
        let app = house.app.clone();
        for (code, name) in [("a", "Xã Mẫu A"), ("b", "Xã Mẫu B"), ("c", "Xã Mẫu C")] {
            made(&app, code, name).await;
        }
        let others = vec!["b".to_owned(), "c".to_owned()];
        let what = Happening::Merge { others, code: "abc".to_owned(), name: "Xã Mẫu ABC".to_owned() };
        let code = happen(&app, US, "a", decision("01/01/2026"), what).await.expect("may").expect("no faults");
        let (new, old) = (shown(&app, &code).await, shown(&app, "b").await);
        assert_eq!(new.unit.valid_from, "2026-01-01");
        assert_eq!((old.unit.valid_to.as_deref(), old.ended), (Some("2025-12-31"), true));
        let before: Vec<&str> = new.changes[0].before.iter().map(|unit| unit.code.as_str()).collect();
        assert_eq!((before, old.changes[0].after[0].code.as_str()), (vec!["a", "b", "c"], "abc"));
        let alone = Happening::Merge { others: vec!["abc".to_owned()], code: "x".to_owned(), name: "X".to_owned() };
        let faults = happen(&app, US, "abc", decision("1/2/2026"), alone).await.expect("may").expect_err("a fault");
        assert_eq!(faults[0].message.key, "bodies-fault-others");
    });
}

#[test]
fn a_body_takes_in_another_or_is_split_or_changes_its_type_or_ends() {
    on_both(async |database| {
        let house = TestApp::on(database).await;
        let app = house.app.clone();
        made(&app, "a", "Xã Mẫu A").await;
        made(&app, "b", "Xã Mẫu B").await;
        let into = Happening::Merge { others: vec!["b".to_owned()], code: "a".to_owned(), name: String::new() };
        happen(
            &app,
            US,
            "b",
            decision("1/1/2026"),
            Happening::Merge { others: vec!["a".to_owned()], code: "a".to_owned(), name: String::new() },
        )
        .await
        .expect("may")
        .expect("no faults");
        assert!(happen(&app, US, "a", decision("1/2/2026"), into).await.expect("may").is_err(), "b has ended");
        let parts = vec![("a1".to_owned(), "Xã Mẫu A1".to_owned())];
        let split = Happening::Split { parts, goes_on: true };
        happen(&app, US, "a", decision("1/3/2026"), split).await.expect("may").expect("no faults");
        let change = Happening::Change { system: "public_service".to_owned(), tier: "province".to_owned() };
        happen(&app, US, "a", decision("1/4/2026"), change).await.expect("may").expect("no faults");
        happen(&app, US, "a", decision("1/5/2026"), Happening::End).await.expect("may").expect("no faults");
        let kinds: Vec<String> = shown(&app, "a").await.changes.into_iter().map(|view| view.change.kind).collect();
        assert_eq!(kinds, ["merge", "split", "change", "end"]);
        assert_eq!(shown(&app, "a").await.changes[2].change.note, "state commune");
        assert_eq!(shown(&app, "a1").await.unit.valid_from, "2026-03-01");
        let again =
            happen(&app, US, "a", decision("1/6/2026"), Happening::End).await.expect("may").expect_err("a fault");
        assert_eq!(again[0].message.key, "bodies-fault-after-its-time");
    });
}

async fn previewed(app: &App, text: &str) -> Preview {
    import::preview(app, US, text.as_bytes().to_vec()).await.expect("a preview")
}

fn states(preview: &Preview) -> Vec<(u32, State)> {
    preview.rows.iter().map(|row| (row.line, row.state)).collect()
}

const FILE: &str = "\
Danh sách cơ quan;;;;
Mã;Tên cơ quan;Hệ thống;Cấp;Mã địa bàn;Tên địa bàn;Mã cơ quan cấp trên;Đặc điểm;Từ ngày;Cột lạ
x1;Xã Mẫu 1;Cơ quan nhà nước;Cấp xã;00001;Xã Mẫu;so;không có đơn vị trực thuộc;01/07/2025;1
so;Sở Mẫu;co quan nha nuoc;cấp tỉnh;;;;;1-7-2025;
x2;Xã Mẫu 2;lạ;Cấp xã;00009;Làng Mẫu;;;;
x3;Xã Mẫu 3;state;commune;;;x2;;1/7/2025;
x1;Xã Mẫu 1 nữa;state;commune;;;;;1/7/2025;
";

#[test]
fn a_preview_writes_nothing_and_names_every_fault_of_every_row() {
    on_both(async |database| {
        let house = TestApp::on(database).await;
        let app = house.app.clone();
        let preview = previewed(&app, FILE).await;
        let expected = [(3, State::New), (4, State::New), (5, State::Faulty), (6, State::Faulty), (7, State::Faulty)];
        assert_eq!(states(&preview), expected);
        assert_eq!(preview.unknown, ["Cột lạ"]);
        let keys = |row: usize| preview.rows[row].faults.iter().map(|f| f.message.key.as_str()).collect::<Vec<_>>();
        assert_eq!(keys(2), ["bodies-fault-system", "bodies-fault-day", "bodies-fault-place"]);
        assert_eq!((keys(3), keys(4)), (vec!["bodies-fault-unit"], vec!["bodies-fault-twice"]));
        assert_eq!(names(&app).await, Vec::<String>::new());
    });
}

#[test]
fn chosen_rows_are_written_together_or_not_at_all() {
    on_both(async |database| {
        let house = TestApp::on(database).await;
        let app = house.app.clone();
        let faults = import::apply(&app, US, FILE, &[3]).await.expect("may").expect_err("so is not chosen");
        assert_eq!(faults[0].message.key, "bodies-fault-row");
        assert_eq!(names(&app).await, Vec::<String>::new());
        let applied = import::apply(&app, US, FILE, &[3, 4]).await.expect("may").expect("no faults");
        assert_eq!((applied.new, applied.changed), (2, 0));
        let view = shown(&app, "x1").await;
        assert_eq!(view.parent.map(|parent| parent.code).as_deref(), Some("so"));
        assert_eq!(view.place.map(|place| place.kind).as_deref(), Some("commune"));
        assert_eq!(view.unit.traits, ["no_subordinates"]);
        assert_eq!(states(&previewed(&app, FILE).await)[..2], [(3, State::Same), (4, State::Same)]);
    });
}

#[test]
fn what_is_exported_reads_back_as_the_same_in_both_languages() {
    on_both(async |database| {
        let house = TestApp::on(database).await;
        let app = house.app.clone();
        provinces::add(&app, US, Some("Ủy ban nhân dân {name}".to_owned())).await.expect("provinces");
        let linked = Typed { linked: "ubnd-01".to_owned(), place: "01".to_owned(), ..typed("mau", "Ban Mẫu, \"A\"") };
        keep::create(&app, US, linked).await.expect("may").expect("no faults");
        for lang in Lang::ALL {
            let file = export(&app, US, &UnitFilter::default(), Form::Csv, lang).await.expect("a file");
            let preview = import::preview(&app, US, file).await.expect("a preview");
            assert_eq!((preview.count(State::Same), preview.rows.len()), (35, 35), "{lang:?}");
        }
        let book = export(&app, US, &UnitFilter::default(), Form::Xlsx, Lang::Vi).await.expect("a file");
        assert!(book.starts_with(b"PK"));
    });
}

#[test]
fn a_row_changed_on_the_server_since_the_export_is_not_chosen_by_itself() {
    on_both(async |database| {
        let house = TestApp::on(database).await;
        let app = house.app.clone();
        made(&app, "mau", "Xã Mẫu").await;
        let file = "code,name,version\nmau,Xã Mẫu Mới,1\n";
        let preview = previewed(&app, file).await;
        assert_eq!(states(&preview), [(2, State::Changed)]);
        assert_eq!((preview.rows[0].differences.len(), preview.rows[0].differences[0].field), (1, "name"));
        let email = Typed { email: "a@mau.vn".to_owned(), ..typed("mau", "Xã Mẫu") };
        keep::edit(&app, US, "mau", 1, email).await.expect("may").expect("no faults");
        assert_eq!(states(&previewed(&app, file).await), [(2, State::Overtaken)]);
    });
}

#[test]
fn files_that_are_none_are_refused_with_a_reason() {
    on_both(async |database| {
        let house = TestApp::on(database).await;
        let app = house.app.clone();
        let refused = async |bytes: &[u8]| match import::preview(&app, US, bytes.to_vec()).await {
            Err(ActionError::Refused(reasons)) => reasons[0].key.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(refused(b"PK\x03\x04 a workbook").await, "app-no-workbooks");
        assert_eq!(refused(b"\xff\xfea").await, "app-sheet-encoding");
        assert_eq!(refused(b"\n \n").await, "app-sheet-empty");
        assert_eq!(refused(b"a,b\n1,2\n").await, "bodies-file-columns");
    });
}

#[test]
fn provinces_are_added_once() {
    on_both(async |database| {
        let house = TestApp::on(database).await;
        let app = house.app.clone();
        let form = || Some("UBND {name}".to_owned());
        let first = provinces::add(&app, US, form()).await.expect("provinces");
        let second = provinces::add(&app, US, form()).await.expect("provinces");
        assert_eq!((first.places, first.units, second.places, second.units), (34, 34, 0, 0));
        let all = names(&app).await;
        assert!(all.contains(&"UBND thành phố Đồng Nai".to_owned()) && all.contains(&"UBND tỉnh An Giang".to_owned()));
        let place = |name: &str| all.iter().position(|given| given.ends_with(name)).expect("a body");
        assert!(place("Đắk Lắk") < place("Gia Lai") && place("Cao Bằng") < place("Đắk Lắk"));
    });
}
