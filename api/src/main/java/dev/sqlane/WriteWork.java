package dev.sqlane;

import org.jspecify.annotations.Nullable;

/**
 * One unit of work: what a caller runs as one write transaction. It may be run again (see {@link Task#replayable()}), so its
 * effects outside the database belong into {@link WriteConnection#afterCommit}.
 *
 * @param <T> the result
 * @param <X> what it throws besides unchecked exceptions
 * @since 0.1.0
 */
@FunctionalInterface
public interface WriteWork<T extends @Nullable Object, X extends Exception> {
    T run(WriteConnection connection) throws X;
}
