package dev.sqlane.lab;

import java.time.Duration;

/** Refuses settings outside their range, with the value, the limit and the remedy. */
final class Limits {
    private Limits() {}

    static void check(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + value + ", and must be from " + least + " to " + most
                    + "; choose a value in that range");
        }
    }

    static void check(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + " is " + seconds(value) + ", and must be from " + seconds(least)
                    + " to " + seconds(most) + "; choose a value in that range");
        }
    }

    /** For how long a round measures. */
    static void checkMeasured(Duration value) {
        check("seconds", value, Duration.ofMillis(100), Duration.ofHours(1));
    }

    private static String seconds(Duration value) {
        return value.toMillis() % 1000 == 0 ? value.toSeconds() + " s" : value.toMillis() + " ms";
    }
}
