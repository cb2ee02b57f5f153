//! Two to four units of one group side by side.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, RawQuery};
use axum::http::Response;
use thuocdo_app::portal::compare::{CompareView, MOST_UNITS};
use thuocdo_words::Lang;

use super::frame::Frame;
use crate::charts::lanes;
use crate::door::Ctx;
use crate::urls;

/// Units up to which a list to choose from is offered; beyond it names are typed.
const MOST_CHOICES: usize = 150;

/// The comparison.
#[derive(Template)]
#[template(path = "pages/compare.html")]
pub struct ComparePage<'a> {
    f: Frame<'a>,
    view: &'a CompareView,
    wishes: &'a [String],
    chart: String,
}

/// Shows a comparison.
pub async fn show(ctx: Ctx, Path(round): Path<String>, RawQuery(query): RawQuery) -> Response<Body> {
    let (group, wishes) = wishes(&query.unwrap_or_default());
    ctx.page(Some("").filter(|_| group.is_empty() && wishes.is_empty()), |ctx| {
        let view = ctx.portal().compare(ctx.lang, &round, &group, &wishes)?;
        let title = title(ctx, &view);
        let f = Frame::new(ctx, "compare", title).about(&view.round);
        let chart = lanes::draw(f.t, &lanes::Lanes { id: "so-sanh", finding: finding(ctx, &view), view: &view });
        ComparePage { f, view: &view, wishes: &wishes, chart }.render().ok()
    })
}

/// Group and units of a query; the same name may stand several times.
fn wishes(query: &str) -> (String, Vec<String>) {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let mut group = String::new();
    let mut units = Vec::new();
    for (name, value) in pairs {
        let value = urls::decode(value);
        match name {
            "nhom" => group = value,
            "dv" if units.len() < MOST_UNITS && !value.trim().is_empty() => {
                units.push(value.chars().take(200).collect())
            }
            _ => {}
        }
    }
    (group, units)
}

fn title(ctx: &Ctx, view: &CompareView) -> String {
    let names: Vec<&str> = view.chosen.iter().map(|chosen| chosen.unit.name.as_str()).collect();
    if names.len() > 1 {
        return ctx.text().with("page-compare-of").text("names", names.join(", ")).to_string();
    }
    ctx.text().with("page-compare-title").text("round", &view.round.title).to_string()
}

fn finding(ctx: &Ctx, view: &CompareView) -> String {
    let criteria = view.rows.iter().filter(|row| !row.section);
    let differing = criteria.clone().filter(|row| row.differs).count();
    ctx.text().with("chart-compare-found").count("differing", differing).count("all", criteria.count()).to_string()
}

impl ComparePage<'_> {
    fn slots(&self) -> Vec<&str> {
        let wish = |index: usize| self.view.chosen.get(index).map_or("", |chosen| chosen.unit.code.as_str());
        (0..MOST_UNITS).map(wish).collect()
    }

    fn typed(&self) -> Vec<&str> {
        (0..MOST_UNITS).map(|index| self.wishes.get(index).map_or("", String::as_str)).collect()
    }

    fn offers_list(&self) -> bool {
        self.view.choices.len() <= MOST_CHOICES
    }

    fn group_address(&self, group: &str) -> String {
        format!("{}?nhom={}", self.f.u.compare(&self.view.round.code), urls::encode(group))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes_keep_their_order_and_their_number() {
        let (group, units) = wishes("nhom=xa&dv=a&dv=&dv=X%C3%A3+M%E1%BA%ABu+1&dv=c&dv=d&dv=e");
        assert_eq!(group, "xa");
        assert_eq!(units, ["a", "Xã Mẫu 1", "c", "d"]);
    }
}
