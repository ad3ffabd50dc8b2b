package dev.sqlane;

import java.time.Duration;
import java.util.List;

/**
 * Who in this process has a connection now.
 *
 * @param task the name of the task, or what kind of borrower it is
 * @param thread the name of the thread that borrowed the connection
 * @param held for how long
 * @param stack for the borrower of a JDBC connection, where it was borrowed, if that was recorded, since the borrower may long be
 *     elsewhere; else where the thread is at the moment of the report, empty if it has ended. In statistics it is always empty, since a
 *     stack costs some 50 µs; errors have it
 * @since 0.1.0
 */
public record Holder(String task, String thread, Duration held, List<StackTraceElement> stack) {
    public Holder {
        stack = List.copyOf(stack);
    }

    /** Returns task, thread and time in one phrase, without the stack. */
    public String summary() {
        return "\"" + task + "\" on thread " + thread + " for " + held.toMillis() + " ms";
    }
}
