//! Gives every plan its lasting id and number, kept in `plans.lock`.
