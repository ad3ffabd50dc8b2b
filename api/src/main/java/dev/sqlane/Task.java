package dev.sqlane;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a unit is labelled and run. Immutable; made by {@link #named} and changed by the {@code with…} methods:
 *
 * <pre>{@code
 * db.write(Task.named("create sandbox").withTimeout(Duration.ofSeconds(2)), c -> insertSandbox(c, spec));
 * }</pre>
 *
 * @param name appears in errors, events, meters and holder reports; not blank. Keep it constant: it labels
 *     a kind of work, not one run of it
 * @param timeoutOrNull how long the unit may wait before it starts, more than zero; {@code null} for the configured
 *     {@code acquireTimeout}. It does not limit how long the unit runs
 * @param durability what a power cut may take of it
 * @param alone whether the unit must have a transaction to itself rather than share one with other units. A unit that
 *     shares one returns to its caller when all of them are committed. One that waits for something that only happens after
 *     another unit's caller has gone on must be alone, or both wait for ever
 * @param replayable whether the unit may be run again where its earlier run can't have been committed. A unit
 *     with effects outside the database that can't be repeated says no
 * @since 0.1.0
 */
public record Task(
        String name, @Nullable Duration timeoutOrNull, Durability durability, boolean alone, boolean replayable) {
    /** The task of a {@code read} that was given none. */
    public static final Task READ = named("read");
    /** The task of a {@code write} that was given none. */
    public static final Task WRITE = named("write");

    public Task {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(durability, "durability");
        if (name.isBlank()) {
            throw new IllegalArgumentException(
                    "a task's name is blank; give it a few words, such as \"create sandbox\"");
        }
        if (timeoutOrNull != null && (timeoutOrNull.isZero() || timeoutOrNull.isNegative())) {
            throw new IllegalArgumentException("timeout " + timeoutOrNull + " of task \"" + name
                    + "\" is not more than zero; leave it out to use the configured acquireTimeout");
        }
    }

    /** Returns a replayable task with the configured timeout and durability. */
    public static Task named(String name) {
        return new Task(name, null, Durability.DEFAULT, false, true);
    }

    /** Returns how long the unit may wait before it starts; empty for the configured {@code acquireTimeout}. */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(timeoutOrNull);
    }

    public Task withTimeout(Duration timeout) {
        return new Task(name, timeout, durability, alone, replayable);
    }

    public Task withDurability(Durability durability) {
        return new Task(name, timeoutOrNull, durability, alone, replayable);
    }

    /** Returns this task with a transaction to itself. */
    public Task withAlone() {
        return new Task(name, timeoutOrNull, durability, true, replayable);
    }

    /** Returns this task, to be run at most once. */
    public Task withoutReplay() {
        return new Task(name, timeoutOrNull, durability, alone, false);
    }
}
