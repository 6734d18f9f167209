//! What the parser of the command line objects to, in the reader's language.

use std::error::Error;
use std::num::ParseIntError;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::cli::search::GUARD;
use crate::cli::visible::say;
use crate::cli::{Exit, messages};
use messages::text;

/// Prints help or version, which count as errors of parsing, on stdout; real errors on stderr.
pub fn tell(error: &clap::Error) -> Exit {
    if !error.use_stderr() {
        let _ = error.print();
        return Exit::Done;
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let _ = error.print();
        return Exit::Usage;
    }
    say(explained(error).replace(GUARD, ""));
    Exit::Usage
}

fn explained(error: &clap::Error) -> String {
    let prefix = text("prefix.error", &[]);
    let mut lines = vec![format!("{prefix}{}", what(error))];
    let proposals = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    if let Some(proposal) = proposals.into_iter().map(|kind| context(error, kind)).find(|text| !text.is_empty()) {
        lines.push(format!("  {}{}", text("prefix.hint", &[]), text("usage.similar", &[("text", proposal)])));
    }
    let usage = context(error, ContextKind::Usage);
    if !usage.is_empty() {
        lines.push(format!("\n{}{}", text("help.usage", &[]), usage.trim_start_matches("Usage:").trim()));
    }
    lines.push(format!("\n{}", text("usage.more", &[])));
    lines.join("\n")
}

/// What is wrong.
fn what(error: &clap::Error) -> String {
    let key = match error.kind() {
        ErrorKind::InvalidValue if context(error, ContextKind::InvalidValue).is_empty() => "no-value",
        ErrorKind::InvalidValue => "value",
        ErrorKind::UnknownArgument => "argument",
        ErrorKind::InvalidSubcommand => "command",
        ErrorKind::NoEquals => "equals",
        ErrorKind::ValueValidation => "invalid",
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => "count",
        ErrorKind::ArgumentConflict => "conflict",
        ErrorKind::MissingRequiredArgument => "missing",
        ErrorKind::MissingSubcommand => "no-command",
        ErrorKind::InvalidUtf8 => "utf8",
        _ => return error.to_string().trim_start_matches("error: ").to_owned(),
    };
    let reason = |source: &(dyn Error + 'static)| match source.is::<ParseIntError>() {
        true => text("usage.number", &[]),
        false => source.to_string(),
    };
    let subcommand = context(error, ContextKind::InvalidSubcommand);
    let argument = context(error, ContextKind::InvalidArg);
    let args = [
        ("argument", if argument.is_empty() { subcommand } else { argument }),
        ("value", context(error, ContextKind::InvalidValue)),
        ("values", context(error, ContextKind::ValidValue)),
        ("other", context(error, ContextKind::PriorArg)),
        ("reason", error.source().map(reason).unwrap_or_default()),
    ];
    text(&format!("usage.{key}"), &args)
}

/// What the parser says of one matter; empty where it says nothing.
fn context(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        Some(ContextValue::StyledStrs(texts)) => texts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        Some(ContextValue::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}
