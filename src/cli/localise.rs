//! Help texts in the reader's language, taken from the locales by the names of commands and arguments.

use clap::{Command, CommandFactory};
use rust_i18n::t;

/// The value of `--lang`, found before parsing because help and errors of the parser depend on it.
pub fn wanted(args: impl Iterator<Item = String>) -> Option<String> {
    let args: Vec<String> = args.collect();
    let joined = args.iter().find_map(|arg| arg.strip_prefix("--lang=").map(str::to_owned));
    joined.or_else(|| args.windows(2).find(|pair| pair[0] == "--lang").map(|pair| pair[1].clone()))
}

/// The command with its help texts.
pub fn command<C: CommandFactory>() -> Command {
    let about = t!("cli.about").into_owned();
    let names: Vec<String> = C::command().get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    let command = arguments(C::command().about(about), "common");
    names.into_iter().fold(command, |command, name| {
        let about = t!(format!("cli.{name}.about")).into_owned();
        command.mut_subcommand(&name, |sub| arguments(sub.about(about), &name))
    })
}

fn arguments(command: Command, name: &str) -> Command {
    let prefix = name.to_owned();
    command.mut_args(move |arg| {
        let key = format!("cli.{prefix}.{}", arg.get_id());
        let help = t!(&key).into_owned();
        arg.help(help)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every command and argument has a help text in both languages.
    #[test]
    fn nothing_lacks_its_help() {
        for locale in ["en", "zh-CN"] {
            let command = crate::cli::Cli::command();
            let mut keys = vec!["cli.about".to_owned()];
            keys.extend(command.get_arguments().map(|arg| format!("cli.common.{}", arg.get_id())));
            for sub in command.get_subcommands() {
                keys.push(format!("cli.{}.about", sub.get_name()));
                keys.extend(sub.get_arguments().map(|arg| format!("cli.{}.{}", sub.get_name(), arg.get_id())));
            }
            for key in keys.iter().filter(|key| !key.ends_with(".help") && !key.ends_with(".version")) {
                assert!(crate::messages::exists(locale, key), "{locale}: {key}");
            }
        }
    }

    #[test]
    fn the_language_is_found_before_parsing() {
        let args = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>().into_iter();
        assert_eq!(wanted(args("planarium --lang zh build")).as_deref(), Some("zh"));
        assert_eq!(wanted(args("planarium build --lang=en")).as_deref(), Some("en"));
        assert_eq!(wanted(args("planarium build")), None);
    }
}
