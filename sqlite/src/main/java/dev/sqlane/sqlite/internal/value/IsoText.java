package dev.sqlane.sqlite.internal.value;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.Temporal;
import org.jspecify.annotations.Nullable;

/**
 * Dates and times as ISO-8601 text.
 *
 * <p>Written is one fixed form for each type: a time of day always has its seconds and nine digits of fraction, a year
 * always four digits. So nothing is lost, equal times are equal text, and text sorts as time does (a time with an offset
 * sorts by its local part; an {@link Instant}, always in UTC, sorts by time). {@link Instant#toString} would not do:
 * it drops trailing zeros, and {@code Z} sorts after the digits. The price is up to ten more bytes a value, and that
 * these texts and those of {@code strftime('%Y-%m-%dT%H:%M:%fZ')}, which have three digits, don't compare
 * exactly within one millisecond.
 *
 * <p>Years outside 0000 to 9999 have ISO forms too, with a sign, but these break the order ({@code Instant.MAX} would sort
 * before everything) and SQLite's functions can't read them: refused with a {@link DateTimeException}.
 *
 * <p>Read is more: any number of digits of fraction, seconds left out, a blank instead of {@code T} as SQLite's
 * {@code datetime()} and {@code CURRENT_TIMESTAMP} have it, and an instant with any offset. Text without an offset is
 * an instant only in the form with the blank, which SQLite defines to be UTC; the form with {@code T} is as likely
 * a {@link LocalDateTime}, whose zone nobody knows.
 */
final class IsoText {
    private static final int DATE_LENGTH = "2024-12-31".length();

    private IsoText() {}

    /**
     * Returns the text that is stored for a time, or {@code null} for a type that has none.
     *
     * @throws DateTimeException if the year is outside 0000 to 9999
     */
    static @Nullable String of(Temporal temporal) {
        StringBuilder text = new StringBuilder(40);
        if (temporal instanceof Instant instant) {
            appendDateTime(
                    text, LocalDateTime.ofEpochSecond(instant.getEpochSecond(), instant.getNano(), ZoneOffset.UTC));
            text.append('Z');
        } else if (temporal instanceof LocalDate date) {
            appendDate(text, date);
        } else if (temporal instanceof LocalDateTime dateTime) {
            appendDateTime(text, dateTime);
        } else if (temporal instanceof LocalTime time) {
            appendTime(text, time);
        } else if (temporal instanceof OffsetDateTime dateTime) {
            appendDateTime(text, dateTime.toLocalDateTime());
            text.append(dateTime.getOffset().getId());
        } else if (temporal instanceof ZonedDateTime dateTime) {
            appendDateTime(text, dateTime.toLocalDateTime());
            text.append(dateTime.getOffset().getId());
            if (!dateTime.getZone().equals(dateTime.getOffset())) {
                text.append('[').append(dateTime.getZone().getId()).append(']');
            }
        } else if (temporal instanceof OffsetTime time) {
            appendTime(text, time.toLocalTime());
            text.append(time.getOffset().getId());
        } else if (temporal instanceof YearMonth month) {
            appendYear(text, month.getYear());
            text.append('-');
            appendDigits(text, month.getMonthValue(), 2);
        } else if (temporal instanceof Year year) {
            appendYear(text, year.getValue());
        } else {
            return null;
        }
        return text.toString();
    }

    private static void appendDateTime(StringBuilder text, LocalDateTime dateTime) {
        appendDate(text, dateTime.toLocalDate());
        text.append('T');
        appendTime(text, dateTime.toLocalTime());
    }

    private static void appendDate(StringBuilder text, LocalDate date) {
        appendYear(text, date.getYear());
        text.append('-');
        appendDigits(text, date.getMonthValue(), 2);
        text.append('-');
        appendDigits(text, date.getDayOfMonth(), 2);
    }

    private static void appendYear(StringBuilder text, int year) {
        if (year < 0 || year > 9999) {
            throw new DateTimeException("year outside 0000 to 9999");
        }
        appendDigits(text, year, 4);
    }

    private static void appendTime(StringBuilder text, LocalTime time) {
        appendDigits(text, time.getHour(), 2);
        text.append(':');
        appendDigits(text, time.getMinute(), 2);
        text.append(':');
        appendDigits(text, time.getSecond(), 2);
        text.append('.');
        appendDigits(text, time.getNano(), 9);
    }

    private static void appendDigits(StringBuilder text, int number, int digits) {
        for (int limit = 10, i = 1; i < digits; i++, limit *= 10) {
            if (number < limit) {
                text.append('0');
            }
        }
        text.append(number);
    }

    /**
     * Returns the text with the {@code T} between date and time that {@code java.time} insists on, and with the {@code Z} that
     * SQLite leaves out in the form with a blank.
     */
    static String withOffset(String text) {
        if (!hasBlank(text)) {
            return text;
        }
        String withT = withT(text);
        char last = text.charAt(text.length() - 1);
        boolean local = last != 'Z' && last != 'z' && text.indexOf('+') < 0 && text.indexOf('-', DATE_LENGTH) < 0;
        return local ? withT + 'Z' : withT;
    }

    /** Returns the text with the {@code T} between date and time that {@code java.time} insists on. */
    static String withT(String text) {
        return hasBlank(text) ? text.substring(0, DATE_LENGTH) + 'T' + text.substring(DATE_LENGTH + 1) : text;
    }

    private static boolean hasBlank(String text) {
        return text.length() > DATE_LENGTH && text.charAt(DATE_LENGTH) == ' ';
    }
}
