package dev.sqlane.sqlite.internal.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sqlane.MisuseException;
import dev.sqlane.RowMapper;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Year;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ResultSetRowTest {
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
    void readsByPositionAndByNameIgnoringCase() throws SQLException {
        values.first("select 1 as id, 1.5 as \"Price\", 'x' as name, x'00ff' as data, null as gone", row -> {
            assertThat(row.columnCount()).isEqualTo(5);
            assertThat(row.columnName(2)).isEqualTo("Price");
            assertThat(row.getInt(1)).isEqualTo(1);
            assertThat(row.getInt("ID")).isEqualTo(1);
            assertThat(row.getLong("Id")).isEqualTo(1);
            assertThat(row.getDouble("price")).isEqualTo(1.5);
            assertThat(row.getDouble("id")).isEqualTo(1);
            assertThat(row.getBoolean("id")).isTrue();
            assertThat(row.getString("NAME")).isEqualTo("x");
            assertThat(row.getString("id")).isEqualTo("1");
            assertThat(row.getBytes("data")).containsExactly(0, 0xff);
            assertThat(row.get("name", Character.class)).isEqualTo('x');
            assertThat(row.isNull("gone")).isTrue();
            assertThat(row.isNull("data")).isFalse();
            assertThat(row.getString("gone")).isNull();
            assertThat(row.getBytes("gone")).isNull();
            return null;
        });
    }

    @Test
    void namesDoNotDependOnTheLocale() throws SQLException {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr"));
        try {
            assertThat((int) values.first("select 1 as id", row -> row.getInt("ID")))
                    .isEqualTo(1);
        } finally {
            Locale.setDefault(before);
        }
    }

    /** What affinity did to a value on its way in is undone on its way out, where nothing is lost. */
    @Test
    void readsNumbersFromEveryStorageClassThatHasThem() throws SQLException {
        assertThat(values.read("select '42'", Long.class)).isEqualTo(42L);
        assertThat(values.read("select 42.0", Integer.class)).isEqualTo(42);
        assertThat(values.read("select '-1.5e3'", Double.class)).isEqualTo(-1500.0);
        assertThat(values.read("select 9007199254740992.0", Long.class)).isEqualTo(1L << 53);
        assertThat(values.read("select 0.1", Float.class)).isEqualTo(0.1f);
        assertThat(values.read("select 7", BigDecimal.class)).isEqualTo(BigDecimal.valueOf(7));
        assertThat(values.read("select 0.1", BigDecimal.class)).isEqualTo(new BigDecimal("0.1"));
        assertThat(values.read("select '1'", Boolean.class)).isEqualTo(true);
        assertThat(values.read("select 0", Boolean.class)).isEqualTo(false);
        assertThat(values.read("select -5", Boolean.class)).isEqualTo(true);
    }

    static Stream<Arguments> nullUnfriendly() {
        return Stream.of(
                arguments((RowMapper<Object>) row -> row.getInt("v"), "int"),
                arguments((RowMapper<Object>) row -> row.getInt(1), "int"),
                arguments((RowMapper<Object>) row -> row.getLong("v"), "long"),
                arguments((RowMapper<Object>) row -> row.getDouble("v"), "double"),
                arguments((RowMapper<Object>) row -> row.getBoolean("v"), "boolean"));
    }

    @ParameterizedTest
    @MethodSource("nullUnfriendly")
    void refusesNullForAPrimitive(RowMapper<Object> mapper, String type) {
        assertMisuse("select null as v", mapper)
                .withMessageStartingWith("column v (1) is NULL, for which there is no " + type)
                .withMessageContaining("isNull");
    }

    static Stream<Arguments> unreadable() {
        return Stream.of(
                arguments("2147483648", Integer.class, "INTEGER", "getLong"),
                arguments("-2147483649", int.class, "INTEGER", "getLong"),
                arguments("32768", Short.class, "INTEGER", "getLong"),
                arguments("128", Byte.class, "INTEGER", "getLong"),
                arguments("1.5", Long.class, "REAL", "getDouble"),
                arguments("9007199254740994.0", Long.class, "REAL", "getDouble"),
                arguments("9e999", Long.class, "REAL", "getDouble"),
                arguments("1e300", Float.class, "REAL", "getDouble"),
                arguments("9e999", BigDecimal.class, "REAL", "getDouble"),
                arguments("0.5", Boolean.class, "REAL", "getDouble"),
                arguments("'hunter2'", Integer.class, "TEXT", "getString"),
                arguments("'12 hunter2'", Long.class, "TEXT", "getString"),
                arguments("'9223372036854775808'", Long.class, "TEXT", "getString"),
                arguments("''", Long.class, "TEXT", "getString"),
                arguments("'NaN'", Double.class, "TEXT", "getString"),
                arguments("'1d'", Double.class, "TEXT", "getString"),
                arguments("'1e999'", Double.class, "TEXT", "getString"),
                arguments("'hunter2'", BigInteger.class, "TEXT", "getString"),
                arguments("'hunter2'", BigDecimal.class, "TEXT", "getString"),
                arguments("'true'", Boolean.class, "TEXT", "getString"),
                arguments("'hunter2'", Character.class, "TEXT", "getString"),
                arguments("'hunter2'", byte[].class, "TEXT", "getString"),
                arguments("x'0102'", String.class, "BLOB", "getBytes"),
                arguments("x'0102'", Integer.class, "BLOB", "getBytes"),
                arguments("x'0102'", UUID.class, "BLOB", "getBytes"),
                arguments("'hunter2'", UUID.class, "TEXT", "getString"),
                arguments("'1-1-1-1-1'", UUID.class, "TEXT", "getString"),
                arguments("'hunter2'", Instant.class, "TEXT", "getString"),
                arguments("1700000000", Instant.class, "INTEGER", "getLong"),
                arguments("'2024-02-29T12:00:00'", Instant.class, "TEXT", "getString"),
                arguments("'2024-02-30T12:00:00Z'", Instant.class, "TEXT", "getString"),
                arguments("'2024-02-29T12:00:00Z'", LocalDateTime.class, "TEXT", "getString"),
                arguments("'2024-02-30'", LocalDate.class, "TEXT", "getString"),
                arguments("20240", Year.class, "INTEGER", "getLong"),
                arguments("'hunter2'", TimeUnit.class, "TEXT", "getString"),
                arguments("'seconds'", TimeUnit.class, "TEXT", "getString"),
                arguments("3", TimeUnit.class, "INTEGER", "getLong"));
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void refusesWhatIsNotOfTheType(String literal, Class<?> type, String storageClass, String getter) {
        assertMisuse("select 0, " + literal + " as v", row -> row.get(2, type))
                .withMessageStartingWith("column v (2) holds a value of storage class " + storageClass
                        + " that can't be read as " + type.getTypeName() + ", which takes ")
                .withMessageContaining("read it with " + getter)
                .withMessageNotContaining("hunter2")
                .withNoCause();
    }

    @Test
    void intsDoNotOverflow() {
        assertMisuse("select 2147483648 as v", row -> row.getInt("v"))
                .withMessageContaining("an integer from -2147483648 to 2147483647")
                .withMessageNotContaining("2147483648 as");
    }

    @Test
    void refusesTypesThatCannotBeBound() {
        assertMisuse("select 1", row -> row.get(1, java.util.Date.class))
                .withMessageStartingWith("a column can't be read as java.util.Date")
                .withMessageContaining(ValueForm.ACCEPTED_TYPES);
        assertMisuse("select null", row -> row.get(1, Object.class))
                .withMessageStartingWith("a column can't be read as java.lang.Object");
    }

    @Test
    void refusesColumnsThatAreNotThere() {
        assertMisuse("select 1 as a, 2 as b", row -> row.getInt("c"))
                .withMessage("there is no column c: the query has 2 columns, a, b");
        assertMisuse("select 1 as a, 2 as b", row -> row.isNull("c")).withMessageContaining("no column c");
        assertMisuse("select 1 as a, 2 as b", row -> row.getInt(0))
                .withMessage("there is no column 0: the query has 2 columns, a, b, counted from 1");
        assertMisuse("select 1 as a", row -> row.columnName(2)).withMessageContaining("there is no column 2");
    }

    @Test
    void refusesANameThatTwoColumnsHave() {
        assertMisuse("select 1 as id, 2 as x, 3 as ID", row -> row.getInt("id"))
                .withMessageStartingWith("the columns 1 and 3 are both named id");
    }

    @Test
    void oneRowObjectServesAllRows() throws SQLException {
        try (var statement = values.prepare("select column1 as n from (values (1), ('two'), (3.5), (null))");
                var cursor = statement.executeQuery()) {
            ResultSetRow row = StoredValues.row(cursor);
            StringBuilder seen = new StringBuilder();
            while (cursor.next()) {
                seen.append(row.getString("n")).append(' ');
            }
            assertThat(seen).hasToString("1 two 3.5 null ");
        }
    }

    private ThrowableAssertAlternative<MisuseException> assertMisuse(String sql, RowMapper<?> mapper) {
        return assertThatExceptionOfType(MisuseException.class).isThrownBy(() -> values.first(sql, mapper));
    }
}
