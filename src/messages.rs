//! Wording for people, in their language. The texts are in `locales/`.

use crate::document::Finding;
use rust_i18n::t;

/// A message with its placeholders filled in.
pub fn text(key: &str, args: &[(&str, String)]) -> String {
    let names: Vec<&str> = args.iter().map(|arg| arg.0).collect();
    let values: Vec<String> = args.iter().map(|arg| arg.1.clone()).collect();
    rust_i18n::replace_patterns(&t!(key), &names, &values)
}

/// The wording of a name, or the name itself where it has none (a rule that a user added).
pub fn named(group: &str, name: &str) -> String {
    let key = format!("{group}.{name}");
    if exists("en", &key) { text(&key, &[]) } else { name.to_owned() }
}

/// What a finding says.
pub fn finding(finding: &Finding) -> String {
    text(&format!("finding.{}.message", finding.rule), &worded(finding))
}

/// What to do about a finding.
pub fn suggestion(finding: &Finding) -> String {
    text(&format!("finding.{}.suggestion", finding.rule), &worded(finding))
}

/// What a finding is about, names of facts in the reader's language.
fn worded(finding: &Finding) -> Vec<(&'static str, String)> {
    let names = |names: &str| names.split(", ").map(|name| named("fact", name)).collect::<Vec<_>>();
    let one = |(name, value): &(&'static str, String)| match *name {
        "facts" => ("facts", names(value).join(&text("fact.and", &[]))),
        _ => (*name, value.clone()),
    };
    finding.args.iter().map(one).collect()
}

/// Whether there are messages in this language, `zh` or `en`, in whatever form it is named: `zh_CN.UTF-8`.
pub fn is_known(language: &str) -> bool {
    ["zh", "en"].contains(&language.split(['-', '_', '.']).next().unwrap_or_default())
}

/// Chooses the language: `wanted` (from `--lang`), else the environment's, else English.
pub fn choose_language(wanted: Option<&str>) {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let found =
        wanted.map(str::to_owned).or_else(|| ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| set(name)));
    let chinese = found.is_some_and(|language| language.starts_with("zh"));
    rust_i18n::set_locale(if chinese { "zh-CN" } else { "en" });
}

/// Whether a language has a text of its own under this key.
pub fn exists(locale: &str, key: &str) -> bool {
    crate::_rust_i18n_try_translate(locale, key).is_some()
}
