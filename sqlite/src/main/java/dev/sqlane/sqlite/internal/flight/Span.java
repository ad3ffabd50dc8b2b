package dev.sqlane.sqlite.internal.flight;

import org.jspecify.annotations.Nullable;

/** Something that goes on, and is recorded when it ends. Used by one thread at a time. */
public interface Span {
    /** Records nothing. */
    Span NONE = failure -> {};

    /** Ends it. Called once; {@code failure} is null if it went well. */
    void end(@Nullable Throwable failure);
}
