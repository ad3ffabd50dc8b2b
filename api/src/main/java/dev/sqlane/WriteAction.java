package dev.sqlane;

/**
 * A {@link WriteWork} without a result.
 *
 * @param <X> what it throws besides unchecked exceptions
 * @since 0.1.0
 */
@FunctionalInterface
public interface WriteAction<X extends Exception> {
    void run(WriteConnection connection) throws X;
}
