package dev.sqlane.sqlite;

import java.time.Duration;
import java.util.Objects;

/** The ranges of settings. */
final class SettingChecks {
    private SettingChecks() {}

    static void range(String name, long value, long least, long greatest, String remedy) {
        if (value < least || value > greatest) {
            String range = greatest == Long.MAX_VALUE ? "at least " + least : "from " + least + " to " + greatest;
            throw outside(name, value, range, remedy);
        }
    }

    static void range(String name, Duration value, Duration least, Duration greatest, String remedy) {
        Objects.requireNonNull(value, name);
        if (value.compareTo(least) < 0 || value.compareTo(greatest) > 0) {
            throw outside(name, value, "from " + least + " to " + greatest, remedy);
        }
    }

    private static IllegalArgumentException outside(String name, Object value, String range, String remedy) {
        return new IllegalArgumentException(name + " is " + value + ", but must be " + range + ": " + remedy);
    }
}
