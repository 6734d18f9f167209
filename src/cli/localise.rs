//! Help texts in the reader's language, taken from the locales by the names of commands and arguments.

pub mod errors;

use std::ffi::OsString;

use clap::{Arg, ArgAction, Command, CommandFactory};
use rust_i18n::t;

use crate::messages;

/// The value of `--lang`, found before parsing because help and errors of the parser depend on it; `None` where it is none that
/// is known, which the parser will say.
pub fn wanted(args: impl Iterator<Item = OsString>) -> Option<String> {
    let args: Vec<String> = args.map(|arg| arg.to_string_lossy().into_owned()).collect();
    let joined = args.iter().find_map(|arg| arg.strip_prefix("--lang=").map(str::to_owned));
    let apart = || args.windows(2).find(|pair| pair[0] == "--lang").map(|pair| pair[1].clone());
    joined.or_else(apart).filter(|language| messages::is_known(language))
}

/// A language that there are messages in.
pub fn language(name: &str) -> Result<String, String> {
    let unknown = || messages::text("error.bad-lang", &[("value", name.to_owned())]);
    messages::is_known(name).then(|| name.to_owned()).ok_or_else(unknown)
}

/// The command with its help texts.
pub fn command<C: CommandFactory>() -> Command {
    let about = t!("cli.about").into_owned();
    let names: Vec<String> = C::command().get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    let command = C::command().disable_version_flag(true).arg(version.help(t!("help.version").into_owned()));
    let command = arguments(command.about(about), "common");
    let mut command = names.into_iter().fold(command, |command, name| {
        let about = t!(format!("cli.{name}.about")).into_owned();
        command.mut_subcommand(&name, |sub| arguments(sub.about(about), &name))
    });
    // Only what is built has the command `help`, and knows how each is used.
    command.build();
    let command = command.mut_subcommand("help", |help| help.about(t!("help.command_help").into_owned()));
    usage(command.mut_subcommands(|sub| usage(arguments_of_help(sub))))
}

fn arguments(command: Command, name: &str) -> Command {
    let prefix = name.to_owned();
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help).help(t!("help.help").into_owned());
    let command = command.mut_args(move |arg| match arg.get_id().as_str() {
        "version" => arg,
        id => {
            let text = t!(format!("cli.{prefix}.{id}")).into_owned() + &remarks(&arg);
            arg.help(text)
        }
    });
    arguments_of_help(command.disable_help_flag(true).arg(help))
}

/// Puts the arguments of a command under headings.
fn arguments_of_help(command: Command) -> Command {
    let command = command.mut_args(|arg| {
        let heading = if arg.is_positional() { "help.arguments" } else { "help.options" };
        let arg = arg.help_heading(lasting(heading));
        let has_value = arg.get_action().takes_values();
        if has_value { arg.hide_default_value(true).hide_possible_values(true) } else { arg }
    });
    command
        .help_template(
            "{about-with-newline}\n{usage-heading}{usage}\n\n{all-args}".replace("{usage-heading}", &t!("help.usage")),
        )
        .subcommand_help_heading(lasting("help.commands"))
        .subcommand_value_name(lasting("help.command"))
}

/// A message for the parser, which wants its headings to last as long as the process.
fn lasting(key: &str) -> &'static str {
    t!(key).into_owned().leak()
}

/// What an argument is where it is not given, and what it may be.
fn remarks(arg: &Arg) -> String {
    if !arg.get_action().takes_values() {
        return String::new();
    }
    let default: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    let possible: Vec<_> = arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    let remark = |key: &str, values: String| match values.as_str() {
        "" => String::new(),
        _ => format!(" {}", t!(key, values = values)),
    };
    remark("help.default", default.join(" ")) + &remark("help.possible", possible.join(", "))
}

/// How a command is used, in one line.
fn usage(mut command: Command) -> Command {
    let usage = command.render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").trim().replace("[OPTIONS]", &t!("help.some_options"));
    command.override_usage(usage)
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
        let args = |text: &str| text.split(' ').map(OsString::from).collect::<Vec<_>>().into_iter();
        assert_eq!(wanted(args("planarium --lang zh build")).as_deref(), Some("zh"));
        assert_eq!(wanted(args("planarium build --lang=en")).as_deref(), Some("en"));
        assert_eq!(wanted(args("planarium build")), None);
        assert_eq!(wanted(args("planarium --lang fr build")), None);
    }
}
