//! The `planarium` command: data on stdout, progress and logs on stderr.

use std::ffi::c_int;
use std::process::ExitCode;

use libmimalloc_sys::mi_option_set;
use mimalloc::MiMalloc;

/// Several threads make many small pieces of text; the allocators of C libraries, musl's above all, are slow at that.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// The number of `mi_option_purge_delay` in `mimalloc.h`: after how many milliseconds memory that was let go is given back to
/// the system; -1 for never.
const PURGE_DELAY: c_int = 15;

fn main() -> ExitCode {
    // A build lets go of memory and takes it again all the time. What is given back the system has to clear before it is
    // taken again: nearly a tenth of the time of a build.
    // SAFETY: it sets a number, and there is one thread as yet.
    unsafe { mi_option_set(PURGE_DELAY, -1) };
    planarium::cli::main()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_option_is_the_one_that_is_meant() {
        // SAFETY: it reads a number that this process does not change.
        let milliseconds = unsafe { libmimalloc_sys::mi_option_get(super::PURGE_DELAY) };
        assert_eq!(milliseconds, 1000, "the usual delay, which no other option has");
    }
}
