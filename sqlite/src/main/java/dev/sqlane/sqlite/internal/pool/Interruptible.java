package dev.sqlane.sqlite.internal.pool;

/** What keeps a thread for a while, and can be ended by another one. */
public interface Interruptible {
    /** Ends the call or the wait that is under way, if any. May be called by any thread, at any time, and more than once. */
    void interrupt();
}
