package dev.sqlane.sqlite.internal.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How values of one Java type are stored, and how they are read back.
 *
 * <p>A column's affinity may have changed the storage class on the way in: an integer in a TEXT column is stored as text,
 * the text {@code 42} in an INTEGER column as an integer. So every type is read from each storage class from which nothing
 * is lost, and from no other: 1.5 is not read as an integer, nor {@code 12 apples} as 12, as SQLite's own conversion would.
 *
 * @param expected what the type is read from, for messages
 * @param reader returns {@code null} for what can't be read; it gets what {@code ResultSet.getObject} returns, namely
 *     Integer, Long, Double, String or byte[]
 */
record ValueForm<T>(String expected, Function<Object, @Nullable T> reader) {
    /** The types that can be bound, for messages. */
    static final String ACCEPTED_TYPES =
            "Byte, Short, Integer, Long, Float, Double, BigInteger, BigDecimal, String, Character, Boolean, byte[], Instant, "
                    + "LocalDate, LocalTime, LocalDateTime, OffsetDateTime, ZonedDateTime, OffsetTime, Year, YearMonth, "
                    + "UUID and enums";

    /** Beyond this, two integers share one double, so that a REAL no longer says which was meant. */
    private static final double LARGEST_EXACT_DOUBLE = 1L << 53;

    private static final Map<Class<?>, ValueForm<?>> FORMS = forms();

    private static Map<Class<?>, ValueForm<?>> forms() {
        Map<Class<?>, ValueForm<?>> forms = new HashMap<>();
        addNumbers(forms);
        addTexts(forms);
        addTimes(forms);
        return Map.copyOf(forms);
    }

    private static void addNumbers(Map<Class<?>, ValueForm<?>> forms) {
        ValueForm<Byte> byteForm = integers(Byte.MIN_VALUE, Byte.MAX_VALUE, Long::byteValue);
        ValueForm<Short> shortForm = integers(Short.MIN_VALUE, Short.MAX_VALUE, Long::shortValue);
        ValueForm<Integer> intForm = integers(Integer.MIN_VALUE, Integer.MAX_VALUE, Long::intValue);
        ValueForm<Long> longForm = integers(Long.MIN_VALUE, Long.MAX_VALUE, number -> number);
        ValueForm<Double> doubleForm = new ValueForm<>("a number", ValueForm::toDouble);
        ValueForm<Float> floatForm = new ValueForm<>("a number within the range of float", ValueForm::toFloat);
        ValueForm<Boolean> booleanForm =
                new ValueForm<>("an integer, where 0 is false and any other true", ValueForm::toBoolean);
        add(forms, byte.class, Byte.class, byteForm);
        add(forms, short.class, Short.class, shortForm);
        add(forms, int.class, Integer.class, intForm);
        add(forms, long.class, Long.class, longForm);
        add(forms, double.class, Double.class, doubleForm);
        add(forms, float.class, Float.class, floatForm);
        add(forms, boolean.class, Boolean.class, booleanForm);
        forms.put(BigInteger.class, new ValueForm<>("an integer", ValueForm::toBigInteger));
        forms.put(BigDecimal.class, new ValueForm<>("a number or its decimal digits as text", ValueForm::toBigDecimal));
    }

    private static void addTexts(Map<Class<?>, ValueForm<?>> forms) {
        forms.put(String.class, new ValueForm<>("text or a number", ValueForm::toText));
        forms.put(byte[].class, new ValueForm<>("a BLOB", stored -> stored instanceof byte[] bytes ? bytes : null));
        add(forms, char.class, Character.class, new ValueForm<>("text of one character", ValueForm::toCharacter));
        forms.put(UUID.class, text("text of 36 characters", ValueForm::toUuid));
    }

    private static void addTimes(Map<Class<?>, ValueForm<?>> forms) {
        forms.put(
                Instant.class,
                text(
                        "ISO-8601 text with an offset, or SQLite's datetime() form, which is UTC",
                        text -> DateTimeFormatter.ISO_DATE_TIME.parse(IsoText.withOffset(text), Instant::from)));
        forms.put(
                OffsetDateTime.class,
                text(
                        "ISO-8601 text with an offset, or SQLite's datetime() form, which is UTC",
                        text -> OffsetDateTime.parse(IsoText.withOffset(text))));
        forms.put(
                ZonedDateTime.class,
                text(
                        "ISO-8601 text with an offset, or SQLite's datetime() form, which is UTC",
                        text -> ZonedDateTime.parse(IsoText.withOffset(text))));
        forms.put(
                LocalDateTime.class,
                text("ISO-8601 text without an offset", text -> LocalDateTime.parse(IsoText.withT(text))));
        forms.put(LocalDate.class, text("ISO-8601 text, as 2024-12-31", LocalDate::parse));
        forms.put(LocalTime.class, text("ISO-8601 text, as 23:59:59", LocalTime::parse));
        forms.put(OffsetTime.class, text("ISO-8601 text, as 23:59:59+01:00", OffsetTime::parse));
        forms.put(YearMonth.class, text("ISO-8601 text, as 2024-12", YearMonth::parse));
        forms.put(Year.class, new ValueForm<>("a year of four digits", ValueForm::toYear));
    }

    private static void add(Map<Class<?>, ValueForm<?>> forms, Class<?> primitive, Class<?> box, ValueForm<?> form) {
        forms.put(primitive, form);
        forms.put(box, form);
    }

    /** Returns the form of a type, or {@code null} for a type that can't be bound. */
    @SuppressWarnings("unchecked") // forms() pairs each class with the form of that class.
    static <T> @Nullable ValueForm<T> of(Class<T> type) {
        ValueForm<?> form = FORMS.get(type);
        if (form == null && type.isEnum()) {
            form = enums(type.asSubclass(Enum.class));
        }
        return (ValueForm<T>) form;
    }

    /** Returns the value, or {@code null} where what is stored can't be read as one. */
    @Nullable
    T read(Object stored) {
        return reader.apply(stored);
    }

    private static <E extends Enum<E>> ValueForm<E> enums(Class<E> type) {
        return text("the name of a constant as text", name -> Enum.valueOf(type, name));
    }

    private static <T> ValueForm<T> text(String expected, Function<String, @Nullable T> parser) {
        return new ValueForm<>(expected, stored -> stored instanceof String text ? parsed(text, parser) : null);
    }

    /** What a parser throws quotes the text, so it must not get out. */
    private static <T> @Nullable T parsed(String text, Function<String, @Nullable T> parser) {
        try {
            return parser.apply(text);
        } catch (DateTimeException | IllegalArgumentException e) {
            return null;
        }
    }

    private static <T> ValueForm<T> integers(long least, long greatest, Function<Long, T> narrowed) {
        return new ValueForm<>("an integer from " + least + " to " + greatest, stored -> {
            Long number = toLong(stored);
            return number == null || number < least || number > greatest ? null : narrowed.apply(number);
        });
    }

    static @Nullable Long toLong(Object stored) {
        if (stored instanceof Long || stored instanceof Integer) {
            return ((Number) stored).longValue();
        }
        if (stored instanceof Double number) {
            boolean exact = number == Math.rint(number) && Math.abs(number) <= LARGEST_EXACT_DOUBLE;
            return exact ? number.longValue() : null;
        }
        return stored instanceof String text ? parsed(text, Long::valueOf) : null;
    }

    static @Nullable Double toDouble(Object stored) {
        if (stored instanceof Number number) {
            return number.doubleValue();
        }
        // Through BigDecimal, since Double.valueOf takes "NaN", "1d" and hexadecimal digits as well.
        BigDecimal decimal = toBigDecimal(stored);
        return decimal == null || Double.isInfinite(decimal.doubleValue()) ? null : decimal.doubleValue();
    }

    private static @Nullable Float toFloat(Object stored) {
        Double number = toDouble(stored);
        if (number == null) {
            return null;
        }
        float narrowed = number.floatValue();
        return Float.isInfinite(narrowed) && !number.isInfinite() ? null : narrowed;
    }

    static @Nullable Boolean toBoolean(Object stored) {
        Long number = toLong(stored);
        return number == null ? null : number != 0;
    }

    private static @Nullable BigInteger toBigInteger(Object stored) {
        Long number = toLong(stored);
        return number == null ? null : BigInteger.valueOf(number);
    }

    private static @Nullable BigDecimal toBigDecimal(Object stored) {
        if (stored instanceof Long || stored instanceof Integer) {
            return BigDecimal.valueOf(((Number) stored).longValue());
        }
        if (stored instanceof Double || stored instanceof String) {
            return parsed(stored.toString(), BigDecimal::new);
        }
        return null;
    }

    private static @Nullable String toText(Object stored) {
        return stored instanceof byte[] ? null : stored.toString();
    }

    private static @Nullable Character toCharacter(Object stored) {
        String text = toText(stored);
        return text != null && text.length() == 1 ? text.charAt(0) : null;
    }

    /** {@link UUID#fromString} also takes shortened groups; such text was not written by binding a UUID. */
    private static @Nullable UUID toUuid(String text) {
        UUID uuid = UUID.fromString(text);
        return uuid.toString().equalsIgnoreCase(text) ? uuid : null;
    }

    private static @Nullable Year toYear(Object stored) {
        if (stored instanceof Integer number) {
            return number >= 0 && number <= 9999 ? Year.of(number) : null;
        }
        return stored instanceof String text ? parsed(text, Year::parse) : null;
    }
}
