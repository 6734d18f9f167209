//! The engine for the browser. Plain exports, no generated glue: bytes are handed over in blocks that [`alloc`] made and
//! that the function which takes them frees.
//!
//! `put(name, data)` hands over a file whose payload was inflated after the header: 0, or 1 where it is refused.
//! `call(request)` answers a request of [`crate::protocol`]: address in the upper half of the result, length in the
//! lower; the caller frees it by [`dealloc`].

mod memory;

use crate::{engine::Engine, once::OnceLock, prelude::*, protocol};
use core::cell::RefCell;

/// The one engine.
static ENGINE: OnceLock<RefCell<Engine>> = OnceLock::new();

fn engine() -> &'static RefCell<Engine> {
    ENGINE.get_or_init(RefCell::default)
}

/// A panic is a bug; the browser shows it as a trap, and the page says that search failed.
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}

/// Makes a block of `length` bytes.
#[unsafe(no_mangle)]
pub extern "C" fn alloc(length: usize) -> *mut u8 {
    Box::leak(vec![0; length].into_boxed_slice()).as_mut_ptr()
}

/// Frees a block.
///
/// # Safety
/// `start` and `length` are those of a block made by [`alloc`] or returned by [`call`], not freed before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dealloc(start: *mut u8, length: usize) {
    // SAFETY: the caller's promise.
    drop(unsafe { taken(start, length) });
}

/// Takes a file over.
///
/// # Safety
/// As for [`dealloc`], for both blocks.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn put(name: *mut u8, name_length: usize, data: *mut u8, length: usize) -> u32 {
    // SAFETY: the caller's promise.
    let (name, data) = unsafe { (taken(name, name_length), taken(data, length)) };
    let Ok(name) = core::str::from_utf8(&name) else {
        return 1;
    };
    u32::from(engine().borrow_mut().put_inflated(name, &data).is_err())
}

/// Answers a request.
///
/// # Safety
/// As for [`dealloc`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn call(request: *mut u8, length: usize) -> u64 {
    // SAFETY: the caller's promise.
    let request = unsafe { taken(request, length) };
    let request = core::str::from_utf8(&request).unwrap_or_default();
    let answer = protocol::call(&engine().borrow(), request);
    let answer = Box::leak(answer.into_bytes().into_boxed_slice());
    (answer.as_ptr() as u64) << 32 | answer.len() as u64
}

/// A block back under Rust's care.
///
/// # Safety
/// As for [`dealloc`].
unsafe fn taken(start: *mut u8, length: usize) -> Box<[u8]> {
    // SAFETY: the block was made by leaking a boxed slice of this length.
    unsafe { Box::from_raw(core::ptr::slice_from_raw_parts_mut(start, length)) }
}
