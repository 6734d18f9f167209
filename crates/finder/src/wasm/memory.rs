//! Memory in powers of two, each size with a list of what was given back: a tenth of the code of a general allocator,
//! which a reader's browser would have to fetch.

use core::{
    alloc::{GlobalAlloc, Layout},
    arch::wasm32::{memory_grow, memory_size},
    cell::Cell,
    ptr::null_mut,
};

/// Bytes of a page of WebAssembly's memory.
const PAGE: usize = 65_536;
/// Smallest block, as a power of two: room for a pointer, aligned for everything.
const SMALLEST: u32 = 4;

/// The allocator.
struct Memory {
    /// For each power of two, the first free block; a free block begins with the address of the next.
    free: [Cell<*mut u8>; 32],
    /// Begin and end of memory that was never used.
    fresh: Cell<(usize, usize)>,
}

// SAFETY: WebAssembly, as we build it, has one thread.
unsafe impl Sync for Memory {}

#[global_allocator]
static MEMORY: Memory = Memory { free: [const { Cell::new(null_mut()) }; 32], fresh: Cell::new((0, 0)) };

/// The power of two that holds a block.
fn power(layout: Layout) -> u32 {
    let size = layout.size().max(layout.align());
    size.next_power_of_two().trailing_zeros().max(SMALLEST)
}

// SAFETY: a block is as large as its power of two and given to one owner at a time; blocks are aligned to 16 bytes, and
// nothing here asks for more. Memory that cannot grow gives null.
unsafe impl GlobalAlloc for Memory {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let power = power(layout);
        let free = &self.free[power as usize];
        let block = free.get();
        if block.is_null() {
            return self.take_fresh(1 << power);
        }
        // SAFETY: a free block begins with the address of the next.
        free.set(unsafe { *block.cast() });
        block
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        let free = &self.free[power(layout) as usize];
        // SAFETY: the block is ours again, and large enough for a pointer.
        unsafe { *block.cast() = free.get() };
        free.set(block);
    }
}

impl Memory {
    fn take_fresh(&self, size: usize) -> *mut u8 {
        let (mut start, mut end) = self.fresh.get();
        if end - start < size {
            let pages = size.div_ceil(PAGE);
            let before = memory_grow::<0>(pages);
            if before == usize::MAX {
                return null_mut();
            }
            // What is left of the memory before is lost unless the new one goes on from it.
            start = if before * PAGE == end { start } else { before * PAGE };
            end = memory_size::<0>() * PAGE;
        }
        self.fresh.set((start + size, end));
        start as *mut u8
    }
}
