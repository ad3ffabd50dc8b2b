package dev.sqlane.sqlite.conformance;

import java.sql.Connection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One thing that programs do with a connection.
 *
 * @param reads whether it only reads, so that it is made on the read pool too
 */
record JdbcCall(String name, boolean reads, Body body) {
    /** Does it, and returns what came of it: a value, an array, a list. */
    @FunctionalInterface
    interface Body {
        @Nullable
        Object run(Connection c) throws Exception;
    }

    /** Collects calls. */
    record Table(Consumer<JdbcCall> to) {
        void reads(String name, Body body) {
            to.accept(new JdbcCall(name, true, body));
        }

        void writes(String name, Body body) {
            to.accept(new JdbcCall(name, false, body));
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
