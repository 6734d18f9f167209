//! A value made at first use, with and without threads.

#[cfg(not(target_arch = "wasm32"))]
pub use std::sync::OnceLock;

/// As `std::sync::OnceLock`.
#[cfg(target_arch = "wasm32")]
pub struct OnceLock<T>(core::cell::OnceCell<T>);

// SAFETY: WebAssembly, as we build it, has one thread.
#[cfg(target_arch = "wasm32")]
unsafe impl<T> Sync for OnceLock<T> {}

#[cfg(target_arch = "wasm32")]
impl<T> OnceLock<T> {
    /// Without a value yet.
    pub const fn new() -> Self {
        Self(core::cell::OnceCell::new())
    }

    /// The value, if there is one yet.
    pub fn get(&self) -> Option<&T> {
        self.0.get()
    }

    /// The value, made by `make` if there is none yet; it stays when the memory of a question is given back.
    pub fn get_or_init(&self, make: impl FnOnce() -> T) -> &T {
        self.0.get_or_init(|| {
            let made = make();
            crate::wasm::memory::keep();
            made
        })
    }
}
