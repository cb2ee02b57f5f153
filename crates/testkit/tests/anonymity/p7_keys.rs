//! P7: when a key is gone, nothing that was sealed to it can be read any more, and that is said.

use std::fs;
use std::process::Command;

use thuocdo_app::boxes::{Boxes, Sent, Standing};
use thuocdo_store::BoxPlace;
use thuocdo_testkit::{Database, server};

use super::world::{Past, SURVEY, World, counting, everything, find, in_files, keys, on_each, response};

#[test]
fn a_key_that_has_served_is_found_nowhere_on_the_disk() {
    in_files(async |place, folder| {
        let world = World::new(place, folder, &["dan"], 70).await;
        let before: Vec<Vec<u8>> = fs::read_dir(world.keys_folder())
            .expect("keys")
            .map(|entry| fs::read(entry.expect("an entry").path()).expect("a key"))
            .collect();
        assert_eq!(before.len(), 2, "one of the stratum, one of the root");
        let people = world.invite("dan", 25).await;
        world.send_all(&people, "a").await;
        let held = |all: &[u8]| before.iter().filter(|key| find(all, key).is_some()).count();
        assert_eq!(held(&everything(world.folder.path())), 2, "the control: a key in use is found");
        world.one.mix_due().await.expect("a mix").expect("it was due");
        assert_eq!(held(&everything(world.folder.path())), 1, "the root's key was not used yet");
        world.one.close().await.expect("closed");
        assert_eq!(held(&everything(world.folder.path())), 0);
        assert_eq!(fs::read_dir(world.keys_folder()).expect("keys").count(), 0);
        world.boxes.shut().await;
    });
}

#[test]
fn an_old_copy_of_the_box_cannot_be_opened_once_its_key_is_gone() {
    in_files(async |place, folder| {
        let world = World::new(place, folder, &["dan"], 71).await;
        let people = world.invite("dan", 25).await;
        world.send_all(&people, "a").await;
        let copy = world.folder.path().join("copy");
        fs::create_dir_all(copy.join(SURVEY)).expect("a folder");
        for name in ["responses.db", "responses.db-wal"] {
            fs::copy(world.file().with_file_name(name), copy.join(SURVEY).join(name)).expect("a copy");
        }
        world.one.mix_due().await.expect("a mix").expect("it was due");
        let stolen = Boxes::new(BoxPlace::Folder(copy), keys(world.folder.path()), world.random.clone());
        let one = stolen.open(SURVEY, counting()).await.expect("an answer").expect("a box");
        assert!(matches!(one.standing().await.expect("standing"), Standing::Stopped { .. }));
        assert_eq!(one.mix_due().await.expect("an answer"), None);
        one.close().await.expect("an answer");
        let tallies = one.tallies().await.expect("tallies");
        assert_eq!((tallies.rows.len(), tallies.whole().counted), (0, 0));
        stolen.shut().await;
        world.boxes.shut().await;
    });
}

/// O3: a backup made as the guide says has no key in it, goes on where it was made if the keys are there, and not without.
#[test]
fn o3_a_backup_goes_on_with_its_keys_alone() {
    in_files(async |place, folder| {
        let world = World::new(place, folder, &["dan"], 74).await;
        let people = world.invite("dan", 40).await;
        world.send_all(&people[..30], "a").await;
        world.one.mix_due().await.expect("a mix").expect("it was due");
        let restored = world.folder.path().join("restored");
        fs::create_dir_all(restored.join(SURVEY)).expect("a folder");
        let to = restored.join(SURVEY).join("responses.db");
        let Past::File(mut db) = world.past().await else { panic!("a file") };
        sqlx::query("vacuum into $1").bind(to.display().to_string()).execute(&mut db).await.expect("a backup");
        let keys_of = fs::read_dir(world.keys_folder()).expect("keys");
        for key in keys_of.map(|entry| fs::read(entry.expect("an entry").path()).expect("a key")) {
            assert!(find(&fs::read(&to).expect("a backup"), &key).is_none(), "a key is in the backup");
        }
        world.boxes.shut().await;
        let bare = world.folder.path().join("bare");
        fs::create_dir_all(bare.join(SURVEY)).expect("a folder");
        fs::copy(&to, bare.join(SURVEY).join("responses.db")).expect("a copy");
        let with_keys = Boxes::new(BoxPlace::Folder(restored), keys(world.folder.path()), world.random.clone());
        let one = with_keys.open(SURVEY, counting()).await.expect("an answer").expect("a box");
        assert_eq!(one.standing().await.expect("standing"), Standing::Open);
        let nonce = people[30].nonce;
        let sent = one.cast(&people[30].token, &response("a", ""), &nonce).await.expect("an answer");
        assert!(matches!(sent, Sent::Accepted(_)), "{sent:?}");
        with_keys.shut().await;
        let elsewhere = keys(&world.folder.path().join("elsewhere"));
        let without = Boxes::new(BoxPlace::Folder(bare), elsewhere, world.random.clone());
        let one = without.open(SURVEY, counting()).await.expect("an answer").expect("a box");
        assert!(matches!(one.standing().await.expect("standing"), Standing::Stopped { .. }));
        assert_eq!(one.give_up_lost().await.expect("given up"), 10, "k lay sealed");
        let tallies = one.tallies().await.expect("tallies");
        assert_eq!((tallies.whole().counted, tallies.whole().lost), (20, 10));
        assert!(one.adds_up().await.expect("counts"));
        without.shut().await;
    });
}

/// O3 on a server: the dump that the guide names is whole without any key, and goes on elsewhere with its keys.
#[test]
fn o3_a_dump_of_the_server_goes_on_with_its_keys() {
    on_each(async |place, folder| {
        let BoxPlace::Server(address) = place.clone() else { return };
        let Some(server) = server::server() else { return };
        let world = World::new(place, folder, &["dan"], 75).await;
        let people = world.invite("dan", 40).await;
        world.send_all(&people[..30], "a").await;
        world.one.mix_due().await.expect("a mix").expect("it was due");
        let dump = Command::new("pg_dump").args(["--schema=responses_*", &address]).output();
        let Ok(dump) = dump else {
            println!("O3 on a server: SKIPPED, needs pg_dump");
            return;
        };
        assert!(dump.status.success(), "{}", String::from_utf8_lossy(&dump.stderr));
        for entry in fs::read_dir(world.keys_folder()).expect("keys") {
            let key = fs::read(entry.expect("an entry").path()).expect("a key");
            let digits: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
            assert!(find(&dump.stdout, &key).is_none() && find(&dump.stdout, digits.as_bytes()).is_none());
        }
        world.boxes.shut().await;
        let fresh = Database::on(server).await.address;
        let file = world.folder.path().join("dump.sql");
        fs::write(&file, &dump.stdout).expect("a file");
        let restored = Command::new("psql").args(["-q", "-v", "ON_ERROR_STOP=1", "-f"]).arg(&file).arg(&fresh).output();
        let restored = restored.expect("psql");
        assert!(restored.status.success(), "{}", String::from_utf8_lossy(&restored.stderr));
        let boxes = Boxes::new(BoxPlace::Server(fresh), keys(world.folder.path()), world.random.clone());
        let one = boxes.open(SURVEY, counting()).await.expect("an answer").expect("a box");
        assert_eq!(one.standing().await.expect("standing"), Standing::Open);
        let sent = one.cast(&people[30].token, &response("a", ""), &people[30].nonce).await.expect("an answer");
        assert!(matches!(sent, Sent::Accepted(_)), "{sent:?}");
        one.close().await.expect("closed");
        assert_eq!(one.tallies().await.expect("tallies").whole().counted, 31);
        assert!(one.adds_up().await.expect("counts"));
        boxes.shut().await;
    });
}

#[test]
fn a_lost_key_stops_the_survey_until_somebody_gives_up_what_was_sealed_to_it() {
    on_each(async |place, folder| {
        let world = World::new(place, folder, &["dan", "can-bo"], 72).await;
        let (people, officials) = (world.invite("dan", 30).await, world.invite("can-bo", 15).await);
        world.send_all(&people[..12], "a").await;
        world.send_all(&officials[..12], "a").await;
        let keys = world.keys_folder();
        let place_of = |code: &str| world.one.founding().strata.list().iter().position(|one| one.code == code);
        let key = keys.join(format!("{}-1.key", place_of("dan").expect("a stratum")));
        fs::remove_file(key).expect("a key is lost");
        let world = world.again().await;
        assert!(matches!(world.one.standing().await.expect("standing"), Standing::Stopped { .. }));
        let sent = world.one.cast(&people[12].token, &response("a", ""), &people[12].nonce).await.expect("an answer");
        assert_eq!(sent, Sent::Stopped);
        assert_eq!(world.one.give_up_lost().await.expect("given up"), 12);
        assert_eq!(world.one.standing().await.expect("standing"), Standing::Open);
        world.send_all(&people[12..], "b").await;
        world.one.close().await.expect("closed");
        let whole = world.one.tallies().await.expect("tallies").whole();
        assert_eq!((whole.used, whole.counted, whole.lost), (42, 30, 12));
        assert!(world.one.adds_up().await.expect("counts"));
        world.boxes.shut().await;
    });
}

#[test]
fn keys_that_a_stop_has_left_over_are_destroyed() {
    in_files(async |place, folder| {
        let world = World::new(place, folder, &["dan"], 73).await;
        let keys = world.keys_folder();
        world.boxes.shut().await;
        fs::write(keys.join("0-2.key"), [7; 32]).expect("a key whose epoch was never begun");
        fs::write(keys.join("0-3.half"), [8; 9]).expect("half a key");
        fs::write(keys.join("links.key"), [9; 32]).expect("a key that is not the box's");
        let world = World { one: world.one, ..world }.again().await;
        let mut left: Vec<String> = fs::read_dir(&keys)
            .expect("keys")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        left.sort();
        assert_eq!(left, ["0-1.key", "1-1.key", "links.key"]);
        world.boxes.shut().await;
    });
}
