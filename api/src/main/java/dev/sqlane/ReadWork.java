package dev.sqlane;

import org.jspecify.annotations.Nullable;

/**
 * What a caller runs in one snapshot.
 *
 * @param <T> the result
 * @param <X> what it throws besides unchecked exceptions
 * @since 0.1.0
 */
@FunctionalInterface
public interface ReadWork<T extends @Nullable Object, X extends Exception> {
    T run(ReadConnection connection) throws X;
}
