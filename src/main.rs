//! The `planarium` command: data on stdout, progress and logs on stderr.

use std::process::ExitCode;

fn main() -> ExitCode {
    planarium::cli::main()
}
