//! Memory that nobody looks into: no core file, no other process that reads it.

/// Shuts this process off from those of the same user, as far as the system lets us.
pub fn process() {
    // A core file would hold answers and keys.
    if let Err(error) = rlimit::setrlimit(rlimit::Resource::CORE, 0, 0) {
        tracing::warn!(%error, "core files are not switched off");
    }
    #[cfg(target_os = "linux")]
    if let Err(error) = nix::sys::prctl::set_dumpable(false) {
        tracing::warn!(%error, "other processes may read this one's memory");
    }
}
