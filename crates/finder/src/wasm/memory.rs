//! Memory as a stack: what a question needs is given back as a whole when the next one comes; what files hold stays.
//! Nothing is freed piece by piece, so that no code for it has to be fetched by a reader's browser.

use core::{
    alloc::{GlobalAlloc, Layout},
    arch::wasm32::{memory_grow, memory_size, unreachable},
    cell::Cell,
};

/// Bytes of a page of WebAssembly's memory.
const PAGE: usize = 65_536;
/// Every block begins at a multiple of this, which is enough for everything.
const ALIGN: usize = 16;

/// The allocator.
struct Memory {
    /// End of what is in use.
    top: Cell<usize>,
    /// End of the memory there is.
    end: Cell<usize>,
    /// End of what stays.
    kept: Cell<usize>,
}

// SAFETY: WebAssembly, as we build it, has one thread.
unsafe impl Sync for Memory {}

#[global_allocator]
static MEMORY: Memory = Memory { top: Cell::new(0), end: Cell::new(0), kept: Cell::new(0) };

/// Whatever there is now stays.
pub fn keep() {
    MEMORY.kept.set(MEMORY.top.get());
}

/// Gives back what was made since [`keep`].
///
/// # Safety
/// Nothing made since then is used any more.
pub unsafe fn release() {
    MEMORY.top.set(MEMORY.kept.get());
}

impl Memory {
    /// Makes `end` the end of what is in use. Without memory there is no going on.
    fn reach(&self, end: usize) {
        let missing = end.saturating_sub(self.end.get());
        if missing > 0 && memory_grow::<0>(missing.div_ceil(PAGE)) == usize::MAX {
            unreachable();
        }
        if missing > 0 {
            self.end.set(memory_size::<0>() * PAGE);
        }
        self.top.set(end);
    }

    fn start(&self) -> usize {
        if self.end.get() == 0 {
            // Below is what the compiler placed.
            let end = memory_size::<0>() * PAGE;
            [&self.top, &self.end, &self.kept].into_iter().for_each(|place| place.set(end));
        }
        self.top.get().next_multiple_of(ALIGN)
    }
}

// SAFETY: a block lies between two values of `top`, aligned to 16 bytes; nothing here asks for more.
unsafe impl GlobalAlloc for Memory {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let start = self.start();
        self.reach(start.saturating_add(layout.size()));
        start as *mut u8
    }

    #[inline(always)]
    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}

    /// The last block grows where it is.
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if block as usize + layout.size() == self.top.get() {
            self.reach((block as usize).saturating_add(size));
            return block;
        }
        // SAFETY: the caller's promise; both blocks hold the smaller size, and a new block overlaps no other.
        unsafe {
            let new = self.alloc(Layout::from_size_align_unchecked(size, ALIGN));
            block.copy_to_nonoverlapping(new, layout.size().min(size));
            new
        }
    }
}
