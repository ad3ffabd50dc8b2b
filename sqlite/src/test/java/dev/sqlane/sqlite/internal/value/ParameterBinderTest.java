package dev.sqlane.sqlite.internal.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sqlane.MisuseException;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.math.BigInteger;
import java.nio.CharBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.chrono.JapaneseDate;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ParameterBinderTest {
    private StoredValues values;

    @BeforeEach
    void open() throws SQLException {
        values = new StoredValues();
    }

    @AfterEach
    void close() throws SQLException {
        values.close();
    }

    @Test
    void bindsInOrder() throws SQLException {
        assertThat(values.read("select ? || ? || ?", String.class, "a", 2, 'c')).isEqualTo("a2c");
    }

    @Test
    void bindsAListWithNullsInIt() throws SQLException {
        try (PreparedStatement statement = values.prepare("select ?, ?")) {
            ParameterBinder.bind(statement, Arrays.asList(null, 5));
            try (ResultSet cursor = statement.executeQuery()) {
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.getObject(1)).isNull();
                assertThat(cursor.getObject(2)).isEqualTo(5);
            }
        }
    }

    @Test
    void aStatementIsBoundAnewEachTime() throws SQLException {
        try (PreparedStatement statement = values.prepare("select ?")) {
            for (Object value : new Object[] {"text", null, 7, null}) {
                ParameterBinder.bind(statement, new Object[] {value});
                try (ResultSet cursor = statement.executeQuery()) {
                    assertThat(cursor.next()).isTrue();
                    assertThat(cursor.getObject(1)).isEqualTo(value);
                }
            }
        }
    }

    static Stream<Arguments> miscounted() {
        return Stream.of(
                arguments("select 1", new Object[] {5}, "the statement has 0 parameters, 1 was given"),
                arguments("select 1", null, "the statement has 0 parameters, 1 was given"),
                arguments("select ?, ?", new Object[] {}, "the statement has 2 parameters, 0 were given"),
                arguments("select ?, ?", null, "the statement has 2 parameters, 1 was given"),
                arguments("select ?, ?", new Object[] {1, 2, 3}, "the statement has 2 parameters, 3 were given"),
                arguments("select ?", new Object[] {1, 2}, "the statement has 1 parameter, 2 were given"),
                arguments("select ?3", new Object[] {1}, "the statement has 3 parameters, 1 was given"),
                arguments("select :a, :a", new Object[] {1, 2}, "the statement has 1 parameter, 2 were given"));
    }

    @ParameterizedTest
    @MethodSource("miscounted")
    void refusesTooFewAndTooMany(String sql, Object[] parameters, String message) throws SQLException {
        try (PreparedStatement statement = values.prepare(sql)) {
            assertThatExceptionOfType(MisuseException.class)
                    .isThrownBy(() -> ParameterBinder.bind(statement, parameters))
                    .withMessageStartingWith(message)
                    .withMessageContaining("give one value for each ?");
            if (parameters != null) {
                assertThatExceptionOfType(MisuseException.class)
                        .isThrownBy(() -> ParameterBinder.bind(statement, Arrays.asList(parameters)))
                        .withMessageStartingWith(message);
            }
        }
    }

    static Stream<Arguments> unbindable() {
        return Stream.of(
                arguments(Date.from(Instant.EPOCH), "java.util.Date", "toInstant()"),
                arguments(new Timestamp(0), "java.sql.Timestamp", "toInstant()"),
                arguments(new java.sql.Date(0), "java.sql.Date", "toLocalDate()"),
                arguments(new Time(0), "java.sql.Time", "toLocalTime()"),
                arguments(Calendar.getInstance(), "java.util.GregorianCalendar", "toInstant()"),
                arguments(Duration.ofSeconds(1), "java.time.Duration", "toMillis()"),
                arguments(Period.ofDays(1), "java.time.Period", "toString()"),
                arguments(MonthDay.of(2, 29), "java.time.MonthDay", "accepted types"),
                arguments(JapaneseDate.from(LocalDate.EPOCH), "java.time.chrono.JapaneseDate", "accepted types"),
                arguments(Optional.of("x"), "java.util.Optional", "orElse(null)"),
                arguments(List.of(1, 2), "java.util.ImmutableCollections$List12", "json_each(?)"),
                arguments(Map.of("k", 2), "java.util.ImmutableCollections$Map1", "json_each(?)"),
                arguments(new int[] {1}, "int[]", "one ? for each"),
                arguments(new String[] {"x"}, "java.lang.String[]", "one ? for each"),
                arguments(new char[] {'x'}, "char[]", "one ? for each"),
                arguments(CharBuffer.wrap("x"), "java.nio.StringCharBuffer", "toString()"),
                arguments(new AtomicLong(1), "java.util.concurrent.atomic.AtomicLong", "longValue()"),
                arguments(new ByteArrayInputStream(new byte[1]), "java.io.ByteArrayInputStream", "byte[]"),
                arguments(new StringReader("x"), "java.io.StringReader", "as a String"),
                arguments(new Object(), "java.lang.Object", "accepted types"));
    }

    @ParameterizedTest
    @MethodSource("unbindable")
    void refusesOtherTypesByName(Object value, String type, String remedy) throws SQLException {
        assertRefused(value, "parameter 2 has the type " + type + ",")
                .withMessageContaining(remedy)
                .withMessageContaining(ValueForm.ACCEPTED_TYPES);
    }

    static Stream<Arguments> outOfRange() {
        return Stream.of(
                arguments(Double.NaN, "is a Double that is not a number (NaN)", "bind null"),
                arguments(Float.NaN, "is a Float that is not a number (NaN)", "bind null"),
                arguments(BigInteger.ONE.shiftLeft(63), "is a BigInteger beyond SQLite's integers", "toString()"),
                arguments(
                        BigInteger.ONE.shiftLeft(63).negate().subtract(BigInteger.ONE),
                        "is a BigInteger beyond SQLite's integers",
                        "toByteArray()"),
                arguments('\uD83D', "is half of a surrogate pair", "String"),
                arguments(Instant.MAX, "has the type Instant and lies outside the years 0000 to 9999", "9999-12-31"),
                arguments(Instant.MIN, "has the type Instant and lies outside the years 0000 to 9999", "9999-12-31"),
                arguments(
                        LocalDate.MAX, "has the type LocalDate and lies outside the years 0000 to 9999", "9999-12-31"),
                arguments(
                        LocalDateTime.MIN,
                        "has the type LocalDateTime and lies outside the years 0000 to 9999",
                        "9999-12-31"),
                arguments(
                        OffsetDateTime.MAX,
                        "has the type OffsetDateTime and lies outside the years 0000 to 9999",
                        "9999-12-31"),
                arguments(Year.of(10_000), "has the type Year and lies outside the years 0000 to 9999", "9999-12-31"),
                arguments(
                        YearMonth.of(-1, 1),
                        "has the type YearMonth and lies outside the years 0000 to 9999",
                        "9999-12-31"));
    }

    @ParameterizedTest
    @MethodSource("outOfRange")
    void refusesWhatSqliteCannotKeep(Object value, String message, String remedy) throws SQLException {
        assertRefused(value, "parameter 2 " + message).withMessageContaining(remedy);
    }

    static Stream<Arguments> halves() {
        return Stream.of(
                arguments("\uD83D", 0),
                arguments("\uDE00", 0),
                arguments("hunter2\uD83D", 7),
                arguments("hunter2\uDE00\uD83D", 7),
                arguments("\uD83D\uDE00\uD83D hunter2", 2),
                arguments("hunter2\uD83D\uD83D\uDE00", 7));
    }

    @ParameterizedTest
    @MethodSource("halves")
    void refusesHalfOfASurrogatePair(String text, int index) throws SQLException {
        assertRefused(text, "parameter 2 has half of a surrogate pair at index " + index + " of its " + text.length())
                .withMessageContaining("question mark")
                .withMessageNotContaining("hunter2");
    }

    @Test
    void keepsWholeSurrogatePairs() throws SQLException {
        String text = "\uD83D\uDE00a\uD83D\uDE00\uD83D\uDE00";
        assertThat(values.read("select ?", String.class, text)).isEqualTo(text);
    }

    @Test
    void aMessageNeverHasTheValue() throws SQLException {
        for (Object secret : List.of(
                List.of("hunter2"),
                Optional.of("hunter2"),
                CharBuffer.wrap("hunter2"),
                new String[] {"hunter2"},
                Map.of("hunter2", "hunter2"))) {
            assertRefused(secret, "parameter 2")
                    .withMessageNotContaining("hunter2")
                    .withNoCause();
        }
    }

    private org.assertj.core.api.ThrowableAssertAlternative<MisuseException> assertRefused(Object value, String message)
            throws SQLException {
        try (PreparedStatement statement = values.prepare("select ?, ?")) {
            return assertThatExceptionOfType(MisuseException.class)
                    .isThrownBy(() -> ParameterBinder.bind(statement, new Object[] {1, value}))
                    .withMessageStartingWith(message);
        }
    }
}
