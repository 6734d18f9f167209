//! The `planarium` command: data on stdout, progress and logs on stderr.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Several threads make many small pieces of text; the allocators of C libraries, musl's above all, are slow at that.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    planarium::cli::main()
}
