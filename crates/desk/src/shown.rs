//! A form as a page shows it: what was typed, and what is wrong with it.

/// One fault of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Name of the field; empty if it is about the form as a whole.
    pub field: String,
    /// The sentence, in the page's language.
    pub message: String,
}

impl Fault {
    /// A fault of a field.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }

    /// Where the summary leads: the field, or the summary itself.
    pub fn anchor(&self) -> String {
        if self.field.is_empty() { "loi".to_owned() } else { format!("f-{}", self.field) }
    }
}

/// One choice of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Value that is posted.
    pub value: String,
    /// Words.
    pub label: String,
}

impl Choice {
    /// A choice.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }
}

/// Values and faults of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    values: Vec<(String, String)>,
    /// Faults, in the order of the page.
    pub faults: Vec<Fault>,
}

impl Form {
    /// An empty form.
    pub fn empty() -> Self {
        Self::default()
    }

    /// A form with the values that are kept.
    pub fn of<N: Into<String>, V: Into<String>>(values: impl IntoIterator<Item = (N, V)>) -> Self {
        let values = values.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        Self { values, faults: Vec::new() }
    }

    /// The form with what is wrong.
    #[must_use]
    pub fn with(self, faults: Vec<Fault>) -> Self {
        Self { faults, ..self }
    }

    /// The form again, with what was typed and what is wrong.
    pub fn again(pairs: &[(String, String)], faults: Vec<Fault>) -> Self {
        let secret = |name: &str| name == crate::form::TOKEN || name.contains("mat-khau");
        let values = pairs.iter().filter(|(name, _)| !secret(name)).cloned().collect();
        Self { values, faults }
    }

    /// Value of a field, empty if there is none.
    pub fn value(&self, name: impl AsRef<str>) -> &str {
        self.values.iter().find(|(given, _)| given == name.as_ref()).map_or("", |(_, value)| value)
    }

    /// Whether a field has this value among its values.
    pub fn has(&self, name: impl AsRef<str>, value: impl AsRef<str>) -> bool {
        self.values.iter().any(|(given, kept)| given == name.as_ref() && kept == value.as_ref())
    }

    /// What is wrong with a field.
    pub fn fault(&self, name: impl AsRef<str>) -> Option<&str> {
        self.faults.iter().find(|fault| fault.field == name.as_ref()).map(|fault| fault.message.as_str())
    }

    /// Ids that describe a field for screen readers: its fault, then its hint.
    pub fn described(&self, name: impl AsRef<str>, hint: impl AsRef<str>) -> String {
        let name = name.as_ref();
        let fault = self.fault(name).map(|_| format!("f-{name}-loi"));
        let hint = Some(format!("f-{name}-goi-y")).filter(|_| !hint.as_ref().is_empty());
        fault.into_iter().chain(hint).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_shows_again_what_was_typed_but_no_password() {
        let pairs = [("ten", "An"), ("mat-khau", "x"), ("csrf", "y")].map(|(n, v)| (n.to_owned(), v.to_owned()));
        let form = Form::again(&pairs, vec![Fault::new("ten", "Quá ngắn")]);
        assert_eq!((form.value("ten"), form.value("mat-khau"), form.value("csrf")), ("An", "", ""));
        assert_eq!(form.described("ten", "gợi ý"), "f-ten-loi f-ten-goi-y");
        assert_eq!(form.faults[0].anchor(), "f-ten");
    }
}
