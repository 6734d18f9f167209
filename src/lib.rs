//! Planarium: a publisher and searchable archive of plan documents. `ARCHITECTURE.md` shows the pipeline on one page.

rust_i18n::i18n!("locales", fallback = "en");

pub mod archive;
pub mod attachments;
pub mod cache;
pub mod cli;
pub mod companions;
pub mod config;
pub mod document;
pub mod edits;
pub mod evidence;
pub mod external;
pub mod files;
pub mod folders;
pub mod generated;
pub mod gist;
pub mod html;
pub mod init;
pub mod inspect;
pub mod messages;
pub mod minhash;
pub mod overrides;
pub mod pipeline;
pub mod preview;
pub mod rules;
pub mod search_text;
pub mod serve;
pub mod staff;
pub mod table;
pub mod text;
pub mod tree;
pub mod watch;
pub mod ways;
