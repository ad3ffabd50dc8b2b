package dev.sqlane.sqlite.internal.value;

import java.io.InputStream;
import java.io.Reader;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.temporal.TemporalAmount;
import java.util.Calendar;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import java.util.Optional;

/** What to bind instead of a value that can't be bound. */
final class Remedy {
    private Remedy() {}

    static String of(Object value) {
        if (value instanceof Timestamp) {
            return "bind its toInstant(), or its toLocalDateTime() for a time without a zone";
        }
        if (value instanceof java.sql.Date) {
            return "bind its toLocalDate()";
        }
        if (value instanceof Time) {
            return "bind its toLocalTime()";
        }
        if (value instanceof Date || value instanceof Calendar) {
            return "bind its toInstant()";
        }
        if (value instanceof TemporalAmount) {
            return "bind a number in a unit of your choice, such as toMillis(), or its toString()";
        }
        if (value instanceof Optional) {
            return "bind its orElse(null)";
        }
        if (value instanceof Collection
                || value instanceof Map
                || value.getClass().isArray()) {
            return "bind its elements one by one, one ? for each, or bind JSON text and use json_each(?)";
        }
        if (value instanceof CharSequence) {
            return "bind its toString()";
        }
        if (value instanceof Number) {
            return "bind its longValue() or its doubleValue()";
        }
        if (value instanceof InputStream || value instanceof Blob) {
            return "bind the bytes as byte[]";
        }
        if (value instanceof Reader || value instanceof Clob) {
            return "bind the text as a String";
        }
        return "turn it into one of the accepted types first";
    }
}
