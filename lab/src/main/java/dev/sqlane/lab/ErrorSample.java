package dev.sqlane.lab;

import java.util.Objects;

/**
 * One kind of error that the application saw, how often, and the first message of that kind.
 *
 * @param kind the exception and its result code: "SQLITE_BUSY_SNAPSHOT (517)"
 * @param busy whether waiting or running the transaction again could have avoided it
 * @param count how often, at least once
 * @param message the first one's message
 * @since 0.1.0
 */
public record ErrorSample(String kind, boolean busy, long count, String message) {
    public ErrorSample {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(message, "message");
    }
}
