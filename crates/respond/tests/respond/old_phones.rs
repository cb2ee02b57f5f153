//! Android 8 came with a browser of 2017 (Chromium 62): script and style keep to what it knows.

use thuocdo_respond::assets::{SCRIPT, STYLE};

/// Code without comments and texts.
fn code() -> String {
    let lines = SCRIPT.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n").split('\'').step_by(2).collect::<Vec<_>>().join("''")
}

#[test]
fn the_script_is_of_2015() {
    let code = code();
    let newer = [
        "?.",
        "??",
        "**",
        "...",
        "async ",
        "await ",
        "catch {",
        "=> ",
        ".at(",
        ".flat(",
        "flatMap",
        "replaceAll",
        "matchAll",
        "Object.entries",
        "Object.values",
        "fromEntries",
        "padStart",
        "padEnd",
        "globalThis",
        "||=",
        "&&=",
        "import(",
        "static ",
        "#private",
        "BigInt",
        "finally(",
        "trimStart",
        "trimEnd",
        "structuredClone",
        "fetch(",
        "requestSubmit",
        "replaceChildren",
        ".append(",
        ".closest(\"",
        "innerHTML",
        "eval(",
        "Promise.allSettled",
    ];
    for word in newer {
        assert!(!code.contains(word), "{word} is newer than 2015, or not for us");
    }
}

#[test]
fn the_style_is_of_2017() {
    let newer = [
        ":has(",
        ":is(",
        ":where(",
        "inset:",
        "gap:",
        "aspect-ratio",
        "clamp(",
        "min(",
        "max(",
        "@layer",
        "@container",
        "&",
        "color-mix",
        "oklch",
        ":not(:",
        "display: grid",
        "place-items",
        "accent-color",
        "dvh",
        "@supports",
        "text-wrap",
        "margin-inline",
        "padding-inline",
        "overflow: clip",
        "var(",
    ];
    for word in newer {
        assert!(!STYLE.contains(word), "{word} is newer than 2017");
    }
}
