//! The command line: one file per subcommand, data in, exit code out.

mod add;
mod build;
mod check;
mod doctor;
mod exit;
mod export;
mod filter;
mod init;
mod inspect;
mod localise;
mod preview;
mod progress;
mod report;
mod search;
mod serve;
mod summary;
mod table;
mod visible;

use clap::{Args, FromArgMatches, Parser, Subcommand};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::{config, messages};
pub use exit::Exit;

/// The command line. Help texts are in `locales/cli.*.yml`, under the names used here.
#[derive(Parser)]
#[command(name = "planarium", version)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// Options of every command.
#[derive(Args, Clone)]
struct Common {
    #[arg(long, global = true, default_value = ".", value_name = "DIR")]
    root: PathBuf,
    #[arg(long, global = true, value_name = "zh|en", value_parser = localise::language)]
    lang: Option<String>,
}

#[derive(Subcommand)]
enum Command {
    Add(add::Options),
    Build(build::Options),
    Check(check::Options),
    Doctor(doctor::Options),
    Export(export::Options),
    Index(build::IndexOptions),
    Init(init::Options),
    Inspect(inspect::Options),
    Search(search::Options),
    Serve(serve::Options),
}

/// Form of what goes to stdout.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    Json,
}

impl Common {
    fn open(&self, overrides: &config::Overrides) -> anyhow::Result<config::Site> {
        config::Site::open(&self.root, overrides).map_err(|error| match error {
            config::ConfigError::Missing(root) if !root.is_dir() => no_root(&root),
            config::ConfigError::Missing(root) => {
                let root = ("root", root.display().to_string());
                anyhow::anyhow!(messages::text("error.no-archive", &[root]))
            }
            other => other.into(),
        })
    }
}

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    messages::choose_language(localise::wanted(std::env::args_os()).as_deref());
    let parsed = localise::command::<Cli>().try_get_matches_from(search::guarded(std::env::args_os()));
    let cli = match parsed.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) => return localise::errors::tell(&error).into(),
    };
    match run(&cli) {
        Ok(exit) => exit.into(),
        Err(error) if is_broken_pipe(&error) => Exit::Done.into(),
        Err(error) => {
            say_error(&error);
            Exit::Failed.into()
        }
    }
}

/// Says why a command failed.
fn say_error(error: &anyhow::Error) {
    visible::say(format!("{}{error:#}", messages::text("prefix.error", &[])));
}

/// The folder that is named as the archive is not there.
fn no_root(root: &Path) -> anyhow::Error {
    anyhow::anyhow!(messages::text("error.no-root", &[("root", root.display().to_string())]))
}

fn run(cli: &Cli) -> anyhow::Result<Exit> {
    match &cli.command {
        Command::Add(options) => add::run(&cli.common, options),
        Command::Build(options) => build::run(&cli.common, options),
        Command::Check(options) => check::run(&cli.common, options),
        Command::Doctor(options) => doctor::run(&cli.common, options),
        Command::Export(options) => export::run(&cli.common, options),
        Command::Index(options) => build::index(&cli.common, options),
        Command::Init(options) => init::run(&cli.common, options),
        Command::Inspect(options) => inspect::run(&cli.common, options),
        Command::Search(options) => search::run(&cli.common, options),
        Command::Serve(options) => serve::run(&cli.common, options),
    }
}

/// `planarium search … | head` ends quietly.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let kind = |cause: &(dyn std::error::Error + 'static)| {
        let json = cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        json.or_else(|| cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind))
    };
    error.chain().any(|cause| kind(cause) == Some(std::io::ErrorKind::BrokenPipe))
}
