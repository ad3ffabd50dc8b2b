package dev.sqlane.sqlite;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the values of settings, each from text or from an object that is of the right type already. */
final class SettingValues {
    private static final Pattern NUMBER_WITH_UNIT = Pattern.compile("([0-9]+)\\s*([a-z]*)");

    private static final Map<String, Duration> TIME_UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));

    private static final Map<String, Long> SIZE_UNITS = Map.of(
            "", 1L,
            "b", 1L,
            "kb", 1_000L,
            "mb", 1_000_000L,
            "gb", 1_000_000_000L,
            "tb", 1_000_000_000_000L,
            "kib", 1L << 10,
            "mib", 1L << 20,
            "gib", 1L << 30,
            "tib", 1L << 40);

    private static final String PATHS = "paths, separated by commas";

    private SettingValues() {}

    static int count(String key, Object value) {
        if (value instanceof Integer number) {
            return number;
        }
        try {
            return Integer.parseInt(trimmed(value));
        } catch (NumberFormatException e) {
            throw unreadable(key, value, "a whole number");
        }
    }

    static long bytes(String key, Object value) {
        if (value instanceof Integer || value instanceof Long) {
            return ((Number) value).longValue();
        }
        Matcher matcher = NUMBER_WITH_UNIT.matcher(trimmed(value).toLowerCase(Locale.ROOT));
        Long unit = matcher.matches() ? SIZE_UNITS.get(matcher.group(2)) : null;
        try {
            if (unit != null) {
                return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
            }
        } catch (ArithmeticException | NumberFormatException e) {
            // Too large for a long: refused with the rest.
        }
        throw unreadable(key, value, "a whole number of bytes, or one with a unit, as 8MiB or 64MB");
    }

    static Duration duration(String key, Object value) {
        if (value instanceof Duration duration) {
            return duration;
        }
        String text = trimmed(value).toLowerCase(Locale.ROOT);
        Matcher matcher = NUMBER_WITH_UNIT.matcher(text);
        try {
            if (!matcher.matches()) {
                return Duration.parse(text);
            }
            Duration unit = TIME_UNITS.get(matcher.group(2));
            if (unit != null) {
                return unit.multipliedBy(Long.parseLong(matcher.group(1)));
            }
        } catch (ArithmeticException | NumberFormatException | DateTimeParseException e) {
            // Not a time, or one too long for a Duration: refused with the rest.
        }
        throw unreadable(
                key, value, "a whole number with one of the units ms, s, m, h, d, as 30s, or ISO-8601, as PT30S");
    }

    static boolean truth(String key, Object value) {
        if (value instanceof Boolean truth) {
            return truth;
        }
        return switch (trimmed(value)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw unreadable(key, value, "true or false");
        };
    }

    /** Reads one of an enum's constants, in any case. */
    static <E extends Enum<E>> E constant(String key, Object value, Class<E> type) {
        if (type.isInstance(value)) {
            return type.cast(value);
        }
        E[] constants = type.getEnumConstants();
        for (E constant : constants) {
            if (constant.name().equalsIgnoreCase(trimmed(value))) {
                return constant;
            }
        }
        throw unreadable(key, value, "one of " + Arrays.toString(constants));
    }

    static List<Path> paths(String key, Object value) {
        if (value instanceof Path path) {
            return List.of(path);
        }
        List<Path> paths = new ArrayList<>();
        for (Object part : value instanceof Collection<?> parts
                ? parts
                : List.of(trimmed(value).split(",", -1))) {
            if (part instanceof Path path) {
                paths.add(path);
            } else if (part instanceof String text && !text.isBlank()) {
                paths.add(path(key, text));
            } else {
                throw unreadable(key, value, PATHS);
            }
        }
        return paths;
    }

    private static Path path(String key, String text) {
        try {
            return Path.of(text.trim());
        } catch (InvalidPathException e) {
            throw unreadable(key, text, PATHS);
        }
    }

    /** Returns text, a number or a truth value as text. */
    static String scalar(String key, Object value) {
        if (value instanceof String || value instanceof Number || value instanceof Boolean) {
            return trimmed(value);
        }
        throw unreadable(key, value, "text or a number");
    }

    static <T> T object(String key, Object value, Class<T> type) {
        if (type.isInstance(value)) {
            return type.cast(value);
        }
        throw unreadable(key, value, "an object of the type " + type.getTypeName() + "; set it with the builder");
    }

    static IllegalArgumentException unreadable(String key, Object value, String expected) {
        return new IllegalArgumentException(key + " is \"" + value + "\", which can't be read: give " + expected);
    }

    private static String trimmed(Object value) {
        return value.toString().trim();
    }
}
