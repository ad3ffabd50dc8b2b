package dev.sqlane.lab;

import java.util.Objects;

/**
 * One question put to the database after a round, and its answer.
 *
 * @param name what must be true, as a phrase: "the sum of all balances is what it was"
 * @param held whether it was true
 * @param detail what was found, in words
 * @since 0.1.0
 */
public record Check(String name, boolean held, String detail) {
    public Check {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(detail, "detail");
    }
}
