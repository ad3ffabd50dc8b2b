package dev.sqlane.lab;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Settings by name, as reports have them. */
final class Described {
    private Described() {}

    /** Takes names and values in turn, and keeps their order. A duration becomes a number of seconds. */
    static Map<String, Object> of(Object... namesAndValues) {
        Map<String, Object> settings = new LinkedHashMap<>();
        for (int index = 0; index < namesAndValues.length; index += 2) {
            Object value = namesAndValues[index + 1];
            settings.put(
                    String.valueOf(namesAndValues[index]),
                    value instanceof Duration duration ? duration.toMillis() / 1000.0 : value);
        }
        return settings;
    }
}
