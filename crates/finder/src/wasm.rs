//! The engine for the browser. Plain exports, no generated glue: bytes are handed over in a block that [`room`] made.
//!
//! `put(block, name, data)` hands over a file whose payload was inflated after the header, its name before it in the
//! block: 0, or 1 where it is refused. `call(block, length)` answers a request of [`crate::protocol`]: address in the upper
//! half of the result, length in the lower. An answer stays until the next [`room`].

pub mod memory;

use crate::{engine::Engine, once::OnceLock, prelude::*, protocol};
use core::{cell::RefCell, slice::from_raw_parts, str::from_utf8_unchecked};

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
///
/// # Safety
/// The answer before is not read any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn room(length: usize) -> *mut u8 {
    // SAFETY: the caller's promise; what the engine keeps was kept.
    unsafe { memory::release() };
    vec![0; length].leak().as_mut_ptr()
}

/// Takes a file over.
///
/// # Safety
/// The block was made by [`room`] just before, `name` bytes of it are UTF-8, and it has `data` more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn put(block: *const u8, name: usize, data: usize) -> u32 {
    // SAFETY: the caller's promise.
    let (name, data) = unsafe { (from_raw_parts(block, name), from_raw_parts(block.add(name), data)) };
    // SAFETY: the caller's promise.
    let name = unsafe { from_utf8_unchecked(name) };
    let refused = engine().borrow_mut().put_inflated(name, data).is_err();
    memory::keep();
    refused.into()
}

/// Answers a request.
///
/// # Safety
/// The block was made by [`room`] just before and holds `length` bytes of UTF-8.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn call(block: *const u8, length: usize) -> u64 {
    // SAFETY: the caller's promise.
    let request = unsafe { from_utf8_unchecked(from_raw_parts(block, length)) };
    let answer = protocol::call(&engine().borrow(), request).leak();
    (answer.as_ptr() as u64) << 32 | answer.len() as u64
}
