//! The plan of the house, as tests: which floor may name which, who may touch which crate, and that
//! rooms on one corridor do not know each other.

use std::fs;
use std::path::{Path, PathBuf};

/// Each floor of `src`, and the floors it may name. What is missing here stands above them all.
const MAY_USE: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("i18n", &[]),
    ("desktop", &["model"]),
    ("store", &["model"]),
    ("engine", &["model"]),
    ("client", &["model", "store", "engine"]),
    ("ui", &["model", "client", "i18n"]),
    ("app", &["model", "client", "ui", "i18n", "desktop"]),
];

/// Paths into foreign crates that only some floors may name.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("iced", &["ui", "app"]),
    ("iced_runtime", &["ui", "app"]),
    ("iced_test", &[]),
    ("rusqlite", &["store"]),
    ("tokio_xmpp", &["engine"]),
    ("xmpp_parsers", &["engine"]),
    ("minidom", &["engine"]),
    ("xmpp::parsers", &["engine"]),
    ("tokio_rustls", &["engine"]),
    ("rustls_native_certs", &["engine"]),
    ("hickory_resolver", &["engine"]),
    ("x509_parser", &["engine"]),
    ("notify_rust", &["desktop"]),
    ("keyring", &["desktop"]),
    ("directories", &["desktop"]),
    ("interprocess", &["desktop"]),
    ("zbus", &["desktop"]),
    ("ksni", &["desktop"]),
    ("emojis", &["ui"]),
    ("x11rb", &["desktop"]),
    ("fluent_bundle", &["i18n"]),
];

/// Rooms of `ui` that every screen may enter: what screens are made of. All others are screens.
const PARTS: &[&str] = &[
    "account_form",
    "badge",
    "deed",
    "drag",
    "keys",
    "menus",
    "part",
    "pictures",
    "root",
    "scene",
    "theme",
    "words",
];

/// Lines beyond which a file is two, its tests apart.
const LONGEST: usize = 700;

/// A file of `src`, without its comments.
struct Source {
    /// From `src` on, as `ui/chat.rs`.
    place: String,
    floor: String,
    lines: Vec<String>,
}

impl Source {
    fn read(file: &Path) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let place = file.strip_prefix(root).expect("below src").display().to_string();
        let floor = place.split(['/', '.']).next().expect("a name").to_owned();
        let text = fs::read_to_string(file).expect("a readable source");
        let lines = text
            .lines()
            .map(|line| if line.trim_start().starts_with("//") { "" } else { line }.to_owned())
            .collect();

        Self { place, floor, lines }
    }

    /// The tests at its end see more than the code does.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.lines
            .iter()
            .enumerate()
            .take_while(|(_, line)| line.as_str() != "#[cfg(test)]")
            .map(|(index, line)| (index + 1, line.as_str()))
    }

    /// All paths that begin with `prefix`, as the names that follow it, with their lines. A brace
    /// opens several.
    fn paths(&self, prefix: &str) -> Vec<(usize, String)> {
        let mut found = Vec::new();

        for (number, line) in self.code() {
            for (at, _) in line.match_indices(prefix) {
                if line[..at].ends_with(is_word) {
                    continue; // The end of a longer name.
                }
                let rest = &line[at + prefix.len()..];
                match rest.strip_prefix('{') {
                    // A group over several lines closes on one of them.
                    Some(group) => {
                        let below = self.lines.iter().skip(number).map(String::as_str);
                        let group: String = [group].into_iter().chain(below).collect();
                        let names = names(&group).into_iter().map(|name| (number, name));
                        found.extend(names);
                    }
                    None => {
                        found.push((number, rest.chars().take_while(|c| is_word(*c)).collect()))
                    }
                }
            }
        }
        found
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The first names of each entry of a `use` group, up to its closing brace.
fn names(group: &str) -> Vec<String> {
    let mut names = vec![String::new()];
    let mut depth = 0_u32;
    let mut first = true;

    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.push(String::new());
                first = true;
            }
            c if depth == 0 && first && is_word(c) => {
                names.last_mut().expect("never empty").push(c);
            }
            c if c.is_whitespace() => {}
            _ => first = false,
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

fn sources() -> Vec<Source> {
    fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                walk(&path, files);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                files.push(path);
            }
        }
    }

    let mut files = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    files.sort();
    files.iter().map(|file| Source::read(file)).collect()
}

/// Fails with every fault at once.
fn none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn no_floor_reaches_up_or_sideways() {
    let mut faults = Vec::new();

    for source in sources() {
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == source.floor) else {
            continue; // main.rs and lib.rs stand above the floors.
        };

        for (line, named) in source.paths("crate::") {
            let is_floor = MAY_USE.iter().any(|(name, _)| *name == named);
            if is_floor && named != source.floor && !allowed.contains(&named.as_str()) {
                faults.push(format!("{}:{line} names {named}", source.place));
            }
        }
    }

    none(&faults);
}

#[test]
fn a_foreign_crate_is_named_on_its_own_floor_alone() {
    let mut faults = Vec::new();

    for source in sources() {
        for (krate, floors) in ONLY_IN {
            if floors.contains(&source.floor.as_str()) {
                continue;
            }
            for (line, text) in source.code() {
                let named = text.match_indices(krate).any(|(at, _)| {
                    let after = &text[at + krate.len()..];
                    !text[..at].ends_with(is_word) && after.starts_with("::")
                });
                if named {
                    faults.push(format!("{}:{line} names {krate}", source.place));
                }
            }
        }
    }

    none(&faults);
}

#[test]
fn no_screen_knows_another() {
    let mut faults = Vec::new();

    for source in sources().iter().filter(|source| source.floor == "ui") {
        let mut rooms = source.place.split(['/', '.']).skip(1);
        let room = rooms.next().unwrap_or_default();
        // ui.rs is the door; the shell is the window that the screens stand in.
        if ["rs", "shell"].contains(&room) {
            continue;
        }

        for (line, named) in source.paths("crate::ui::") {
            let is_module = named.starts_with(char::is_lowercase);
            if is_module && named != room && !PARTS.contains(&named.as_str()) {
                faults.push(format!("{}:{line} names the screen {named}", source.place));
            }
        }
    }

    none(&faults);
}

#[test]
fn no_feature_knows_another() {
    let mut faults = Vec::new();
    let corridor = "engine/feature/";

    for source in sources() {
        let Some(room) = source.place.strip_prefix(corridor) else { continue };
        let room = room.split(['/', '.']).next().unwrap_or_default();

        for (line, named) in source.paths("crate::engine::feature::") {
            if named.starts_with(char::is_lowercase) && named != room {
                faults.push(format!("{}:{line} names the feature {named}", source.place));
            }
        }
    }

    none(&faults);
}

#[test]
fn no_query_knows_another() {
    // What they share; and `world`, which reads from all of them.
    let shared = [
        "act", "database", "error", "keys", "record", "schema", "sequel", "text", "unread",
        "upgrade",
    ];
    let mut faults = Vec::new();

    for source in sources().iter().filter(|source| source.floor == "store") {
        let room = source.place.split(['/', '.']).nth(1).unwrap_or_default();
        if room == "rs" || room == "world" {
            continue;
        }

        for (line, named) in source.paths("crate::store::") {
            let is_module = named.starts_with(char::is_lowercase);
            if is_module && named != room && !shared.contains(&named.as_str()) {
                faults.push(format!("{}:{line} names the query module {named}", source.place));
            }
        }
    }

    none(&faults);
}

#[test]
fn no_file_is_longer_than_two_people_can_hold() {
    let faults: Vec<String> = sources()
        .iter()
        .map(|source| (source, source.code().count()))
        .filter(|(_, lines)| *lines > LONGEST)
        .map(|(source, lines)| format!("{} has {lines} lines", source.place))
        .collect();

    none(&faults);
}

#[test]
fn what_the_documents_name_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let stands = |named: &str| {
        let places = [root.join(named), root.join("src").join(named)];
        places.iter().any(|it| it.exists() || it.with_extension("rs").exists())
    };
    let mut faults = Vec::new();

    for document in ["ARCHITECTURE.md", "CONTRIBUTING.md"] {
        let text = fs::read_to_string(root.join(document)).expect("a readable document");
        let text: String = text.split("```").step_by(2).collect(); // Without what is to be typed or is drawn.
        for named in text.split('`').skip(1).step_by(2) {
            let path = named.split(' ').find(|word| !word.contains('=')).unwrap_or_default();
            if (path.contains('/') || path.ends_with(".rs")) && !stands(path) {
                faults.push(format!("{document} names {path}"));
            }
        }
    }

    none(&faults);
}

#[test]
fn the_names_in_a_group_are_found() {
    assert_eq!(names("model::{Account, Change}, store};"), ["model", "store"]);
    assert_eq!(names(" client::Client,  i18n::t}; ui::x"), ["client", "i18n"]);
}
