use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::*;

/// The messages of a file with the names of their arguments.
fn messages(texts: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut messages = BTreeMap::new();
    let mut current = None;

    for line in texts.lines().filter(|line| !line.starts_with('#')) {
        let starts = line.starts_with(|c: char| c.is_ascii_alphabetic());
        if let Some((key, _)) = line.split_once('=').filter(|_| starts) {
            let key = key.trim().to_owned();
            assert!(!messages.contains_key(&key), "{key} stands twice");
            let _ = messages.insert(key.clone(), BTreeSet::new());
            current = Some(key);
        }
        let Some(names) = current.as_ref().and_then(|key| messages.get_mut(key)) else { continue };
        for after in line.split('$').skip(1) {
            let is_name = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
            let _ = names.insert(after.chars().take_while(is_name).collect());
        }
    }

    messages
}

fn all(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    messages(&language.texts().join("\n"))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|it| it == "rs") {
            found.push(path);
        }
    }
}

/// All sources but this module's own.
fn code() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    sources(&root, &mut found);

    found
        .into_iter()
        .filter(|path| !path.starts_with(root.join("i18n")) && *path != root.join("i18n.rs"))
        .map(|path| {
            let text = fs::read_to_string(&path).expect("a source");
            (path, text)
        })
        .collect()
}

fn is_key(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// Every literal that could be a key.
fn literals(source: &str) -> impl Iterator<Item = &str> {
    source.split('"').filter(|text| is_key(text))
}

/// Every literal that is handed to `t`.
fn asked(source: &str) -> impl Iterator<Item = &str> {
    ["t(", "t!("].into_iter().flat_map(move |call| {
        source.match_indices(call).filter_map(move |(at, _)| {
            let before = source[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '.')) {
                return None;
            }
            let argument = source[at + call.len()..].trim_start().strip_prefix('"')?;
            argument.split('"').next().filter(|key| is_key(key))
        })
    })
}

#[test]
fn all_languages_say_the_same_things_with_the_same_arguments() {
    let english = all(Language::English);

    for language in Language::ALL {
        let other = all(language);
        let missing: Vec<_> = english.keys().filter(|key| !other.contains_key(*key)).collect();
        let beyond: Vec<_> = other.keys().filter(|key| !english.contains_key(*key)).collect();
        assert!(missing.is_empty(), "{} lacks {missing:?}", language.tag());
        assert!(beyond.is_empty(), "only {} has {beyond:?}", language.tag());

        for (key, arguments) in &english {
            assert_eq!(Some(arguments), other.get(key), "arguments of {key} in {}", language.tag());
        }
    }
}

#[test]
fn every_text_that_is_asked_for_exists() {
    let known = all(Language::English);
    let missing: Vec<String> = code()
        .iter()
        .flat_map(|(path, source)| {
            asked(source)
                .filter(|key| !known.contains_key(*key))
                .map(|key| format!("{}: {key}", path.display()))
                .collect::<Vec<_>>()
        })
        .collect();

    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_text_is_asked_for_somewhere() {
    let code = code();
    let named: BTreeSet<&str> = code.iter().flat_map(|(_, source)| literals(source)).collect();
    let unused: Vec<String> =
        all(Language::English).into_keys().filter(|key| !named.contains(key.as_str())).collect();

    assert!(unused.is_empty(), "{unused:#?}");
}

#[test]
fn every_file_of_texts_is_built_in_and_reads_without_fault() {
    for language in Language::ALL {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("i18n").join(language.tag());
        for entry in fs::read_dir(folder).expect("the texts") {
            let path = entry.expect("an entry").path();
            let part = path.file_stem().and_then(|it| it.to_str()).expect("a name");
            assert!(PARTS.contains(&part), "{} is not in the list", path.display());

            let text = fs::read_to_string(&path).expect("a text");
            let faults = FluentResource::try_new(text).err().map(|(_, faults)| faults);
            assert_eq!(faults, None, "{}", path.display());
        }
    }
}

#[test]
fn the_language_changes_at_once() {
    let english = within(Language::English, || t("start-usage"));
    let chinese = within(Language::Chinese, || t("start-usage"));

    assert_ne!(english, chinese);
    assert_eq!(within(Language::English, || t("no-such-text")), "no-such-text");
}

#[test]
fn arguments_stand_where_the_text_wants_them() {
    let text = within(Language::English, || t!("start-unknown-argument", argument = "--colour"));

    assert_eq!(text, "Unknown argument: --colour");
}

#[test]
fn tags_are_read_in_any_spelling() {
    for (tag, language) in [
        ("zh", Some(Language::Chinese)),
        ("zh-Hans-CN", Some(Language::Chinese)),
        ("zh_CN.UTF-8", Some(Language::Chinese)),
        ("EN-gb", Some(Language::English)),
        ("de", None),
        ("", None),
    ] {
        assert_eq!(Language::of(tag), language, "{tag}");
    }
}
