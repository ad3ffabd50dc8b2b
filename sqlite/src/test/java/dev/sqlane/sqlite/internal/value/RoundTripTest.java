package dev.sqlane.sqlite.internal.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoundTripTest {
    private StoredValues values;

    @BeforeEach
    void open() throws SQLException {
        values = new StoredValues();
    }

    @AfterEach
    void close() throws SQLException {
        values.close();
    }

    static Stream<Arguments> everyType() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        LocalDateTime twiceInBerlin = LocalDateTime.of(2024, 10, 27, 2, 30);
        return Stream.of(
                arguments((byte) 0, "integer"),
                arguments(Byte.MIN_VALUE, "integer"),
                arguments(Byte.MAX_VALUE, "integer"),
                arguments(Short.MIN_VALUE, "integer"),
                arguments(Short.MAX_VALUE, "integer"),
                arguments(42, "integer"),
                arguments(Integer.MIN_VALUE, "integer"),
                arguments(Integer.MAX_VALUE, "integer"),
                arguments(42L, "integer"),
                arguments(Long.MIN_VALUE, "integer"),
                arguments(Long.MAX_VALUE, "integer"),
                arguments(0.1f, "real"),
                arguments(Float.MIN_VALUE, "real"),
                arguments(Float.MAX_VALUE, "real"),
                arguments(Float.NEGATIVE_INFINITY, "real"),
                arguments(0.1, "real"),
                arguments(-3.0, "real"),
                arguments(Double.MIN_VALUE, "real"),
                arguments(Double.MAX_VALUE, "real"),
                arguments(Double.POSITIVE_INFINITY, "real"),
                arguments(BigInteger.valueOf(Long.MIN_VALUE), "integer"),
                arguments(BigInteger.valueOf(Long.MAX_VALUE), "integer"),
                arguments(new BigDecimal("12345678901234567890.1234567890"), "text"),
                arguments(new BigDecimal("1.10"), "text"),
                arguments(new BigDecimal("1E+1000000000"), "text"),
                arguments(new BigDecimal("0E-20"), "text"),
                arguments("", "text"),
                arguments("text with \0, 'quotes', \u20ac and \uD83D\uDE00", "text"),
                arguments("0042", "text"),
                arguments(true, "integer"),
                arguments(false, "integer"),
                arguments('x', "text"),
                arguments('\u20ac', "text"),
                arguments('7', "text"),
                arguments(Instant.EPOCH, "text"),
                arguments(Instant.parse("2024-02-29T23:59:59.123456789Z"), "text"),
                arguments(Instant.parse("1905-01-01T00:00:00.000000001Z"), "text"),
                arguments(Instant.parse("0000-01-01T00:00:00Z"), "text"),
                arguments(Instant.parse("9999-12-31T23:59:59.999999999Z"), "text"),
                arguments(LocalDate.of(2024, 2, 29), "text"),
                arguments(LocalDate.of(7, 1, 1), "text"),
                arguments(LocalTime.MIDNIGHT, "text"),
                arguments(LocalTime.MAX, "text"),
                arguments(LocalDateTime.of(2024, 2, 29, 1, 2), "text"),
                arguments(LocalDateTime.of(2024, 2, 29, 1, 2, 3, 4), "text"),
                arguments(OffsetDateTime.of(twiceInBerlin, ZoneOffset.UTC), "text"),
                arguments(OffsetDateTime.of(twiceInBerlin, ZoneOffset.ofHoursMinutesSeconds(-3, -4, -5)), "text"),
                arguments(ZonedDateTime.ofLocal(twiceInBerlin, berlin, ZoneOffset.ofHours(2)), "text"),
                arguments(ZonedDateTime.ofLocal(twiceInBerlin, berlin, ZoneOffset.ofHours(1)), "text"),
                arguments(ZonedDateTime.of(twiceInBerlin, ZoneOffset.ofHours(5)), "text"),
                arguments(ZonedDateTime.of(twiceInBerlin, ZoneId.of("UTC")), "text"),
                arguments(OffsetTime.of(LocalTime.NOON, ZoneOffset.ofHours(-8)), "text"),
                arguments(Year.of(2024), "text"),
                arguments(Year.of(33), "text"),
                arguments(YearMonth.of(2024, 12), "text"),
                arguments(UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"), "text"),
                arguments(DayOfWeek.FRIDAY, "text"),
                arguments(TimeUnit.SECONDS, "text"));
    }

    @ParameterizedTest
    @MethodSource("everyType")
    void everyTypeComesBackAsItWas(Object value, String storageClass) throws SQLException {
        assertThat(storedAndRead("", value)).isEqualTo(value);
        assertThat(values.read("select typeof(v) from stored", String.class)).isEqualTo(storageClass);
        assertThat(values.read("select typeof(v) from stored where v = ?", String.class, value))
                .as("found by itself")
                .isEqualTo(storageClass);
    }

    /** Not from a REAL: SQLite makes text of 15 digits of it. */
    @Test
    void everyTypeButRealsComesBackFromATextColumn() throws SQLException {
        for (Arguments each : everyType().toList()) {
            Object value = each.get()[0];
            if (!(value instanceof Float || value instanceof Double)) {
                assertThat(storedAndRead("text", value)).isEqualTo(value);
            }
        }
        assertThat(storedAndRead("text", 0.5)).isEqualTo(0.5);
    }

    /** Text that reads as a number becomes one there: leading zeros and digits beyond a double's go, as SQLite documents. */
    @ParameterizedTest
    @ValueSource(strings = {"integer", "numeric", "datetime", "decimal(10, 2)"})
    void everyTypeButNumbersInTextComesBackFromANumericColumn(String columnType) throws SQLException {
        for (Arguments each : everyType().toList()) {
            Object value = each.get()[0];
            if (!(value instanceof BigDecimal) && !"0042".equals(value)) {
                assertThat(storedAndRead(columnType, value)).isEqualTo(value);
            }
        }
        assertThat(storedAndRead(columnType, new BigDecimal("12.5"))).isEqualTo(new BigDecimal("12.5"));
    }

    @Test
    void bytesComeBackAsTheyWere() throws SQLException {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        for (String columnType : List.of("", "blob", "text", "integer")) {
            assertThat(values.roundTrip(columnType, all, byte[].class)).isEqualTo(all);
            assertThat(values.roundTrip(columnType, new byte[0], byte[].class)).isEmpty();
        }
    }

    @Test
    void nullComesBackAsNull() throws SQLException {
        assertThat(values.read("select ?", Instant.class, new Object[] {null})).isNull();
        assertThat((boolean) values.first("select ?", row -> row.isNull(1), (Object[]) null))
                .isTrue();
    }

    @Test
    void primitiveClassesReadAsTheirBoxes() throws SQLException {
        assertThat(values.read("select 7", int.class)).isEqualTo(7);
        assertThat(values.read("select 7", long.class)).isEqualTo(7L);
        assertThat(values.read("select 7", short.class)).isEqualTo((short) 7);
        assertThat(values.read("select 7", byte.class)).isEqualTo((byte) 7);
        assertThat(values.read("select 7", double.class)).isEqualTo(7.0);
        assertThat(values.read("select 7", float.class)).isEqualTo(7f);
        assertThat(values.read("select 7", boolean.class)).isEqualTo(true);
        assertThat(values.read("select 'c'", char.class)).isEqualTo('c');
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void textOfInstantsSortsByTime(long seed) throws SQLException {
        Random random = new Random(seed);
        List<Instant> instants = new ArrayList<>();
        values.run("create table event(at text)");
        for (int i = 0; i < 300; i++) {
            // Close together, with fractions of every length, so that a dropped zero would show.
            long unit = (long) Math.pow(10, random.nextInt(10));
            Instant instant = Instant.ofEpochSecond(random.nextInt(5), random.nextInt(1_000_000_000) / unit * unit);
            instants.add(instant);
            try (var statement = values.prepare("insert into event values (?)")) {
                ParameterBinder.bind(statement, List.of(instant));
                statement.executeUpdate();
            }
        }
        instants.sort(Comparator.naturalOrder());
        List<Instant> stored = new ArrayList<>();
        try (var statement = values.prepare("select at from event order by at");
                var cursor = statement.executeQuery()) {
            ResultSetRow row = StoredValues.row(cursor);
            while (cursor.next()) {
                stored.add(row.get("at", Instant.class));
            }
        }
        assertThat(stored).isEqualTo(instants);
    }

    @Test
    void sqlitesDateFunctionsReadWhatIsWritten() throws SQLException {
        Instant instant = Instant.parse("2024-02-29T23:59:59.5Z");
        assertThat(values.read("select datetime(?)", String.class, instant)).isEqualTo("2024-02-29 23:59:59");
        assertThat(values.read(
                        "select unixepoch(?)", Long.class, OffsetDateTime.ofInstant(instant, ZoneOffset.ofHours(3))))
                .isEqualTo(instant.getEpochSecond());
        assertThat(values.read("select date(?)", String.class, LocalDate.of(2024, 2, 29)))
                .isEqualTo("2024-02-29");
    }

    @ParameterizedTest
    @CsvSource({
        "2024-02-29T12:00:00Z, 2024-02-29T12:00:00Z",
        "2024-02-29T12:00Z, 2024-02-29T12:00:00Z",
        "2024-02-29T12:00:00.5Z, 2024-02-29T12:00:00.5Z",
        "2024-02-29T13:00:00+01:00, 2024-02-29T12:00:00Z",
        "2024-02-29T13:00:00+01:00[Europe/Berlin], 2024-02-29T12:00:00Z",
        "2024-02-29 12:00:00, 2024-02-29T12:00:00Z",
        "2024-02-29 12:00:00.123, 2024-02-29T12:00:00.123Z",
        "2024-02-29 13:00:00+01:00, 2024-02-29T12:00:00Z",
        "2024-02-29 11:00:00-01:00, 2024-02-29T12:00:00Z",
        "2024-02-29 12:00:00Z, 2024-02-29T12:00:00Z"
    })
    void readsInstantsThatOthersWrote(String text, Instant expected) throws SQLException {
        assertThat(values.read("select ?", Instant.class, text)).isEqualTo(expected);
        assertThat(values.read("select ?", OffsetDateTime.class, text.replaceAll("\\[.*", "")))
                .extracting(time -> ((OffsetDateTime) time).toInstant())
                .isEqualTo(expected);
        assertThat(values.read("select ?", ZonedDateTime.class, text))
                .extracting(time -> ((ZonedDateTime) time).toInstant())
                .isEqualTo(expected);
    }

    @Test
    void readsWhatSqliteItselfWrites() throws SQLException {
        assertThat((Instant) values.read("select current_timestamp", Instant.class))
                .isBetween(Instant.now().minusSeconds(60), Instant.now());
        assertThat(values.read("select datetime('2024-02-29 01:02:03')", LocalDateTime.class))
                .isEqualTo(LocalDateTime.of(2024, 2, 29, 1, 2, 3));
        assertThat(values.read("select date('2024-02-29')", LocalDate.class)).isEqualTo(LocalDate.of(2024, 2, 29));
        assertThat(values.read("select time('01:02:03')", LocalTime.class)).isEqualTo(LocalTime.of(1, 2, 3));
        assertThat(values.read("select strftime('%Y', '2024-02-29')", Year.class))
                .isEqualTo(Year.of(2024));
    }

    @SuppressWarnings("unchecked") // The class of a value reads such values.
    private Object storedAndRead(String columnType, Object value) throws SQLException {
        Class<?> type = value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
        return values.roundTrip(columnType, value, (Class<Object>) type);
    }
}
