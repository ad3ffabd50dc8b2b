package dev.sqlane.sqlite.internal.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sqlane.MisuseException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.Year;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecordMapperTest {
    @SuppressWarnings("ArrayRecordComponent") // Nothing here compares the bytes.
    private record Sandbox(long id, String name, Instant createdAt, TimeUnit unit, boolean active, byte[] data) {}

    private record Nullables(Long id, String name, Year year) {}

    private record Numbers(byte b, short s, int i, long l, float f, double d, boolean z, char c) {}

    private record Positive(int n) {
        Positive {
            if (n <= 0) {
                throw new IllegalArgumentException("not positive");
            }
        }
    }

    private record Empty() {}

    private record WithList(int id, List<String> tags) {}

    private record Twins(int createdAt, int created_at) {}

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
    void componentsTakeColumnsIgnoringCaseUnderscoresAndOrder() throws SQLException {
        Sandbox sandbox = first(
                "select 'extra' as x, 1 as ACTIVE, 'SECONDS' as unit, '2024-02-29T12:00:00Z' as created_at, 'a' as Name,"
                        + " x'01' as _data_, 7 as id",
                Sandbox.class);
        assertThat(sandbox.id()).isEqualTo(7);
        assertThat(sandbox.name()).isEqualTo("a");
        assertThat(sandbox.createdAt()).isEqualTo("2024-02-29T12:00:00Z");
        assertThat(sandbox.unit()).isEqualTo(TimeUnit.SECONDS);
        assertThat(sandbox.active()).isTrue();
        assertThat(sandbox.data()).containsExactly(1);
    }

    @Test
    void nullIsNullWhereTheComponentIsNoPrimitive() throws SQLException {
        assertThat(first("select null as id, null as name, null as year", Nullables.class))
                .isEqualTo(new Nullables(null, null, null));
    }

    @Test
    void everyPrimitive() throws SQLException {
        assertThat(first("select 1 b, 2 s, 3 i, 4 l, 5 f, 6.5 d, 1 z, 'c' c", Numbers.class))
                .isEqualTo(new Numbers((byte) 1, (short) 2, 3, 4, 5, 6.5, true, 'c'));
    }

    @Test
    void aRecordWithoutComponentsAndALocalRecord() throws SQLException {
        record Local(int n) {}

        assertThat(first("select 1", Empty.class)).isEqualTo(new Empty());
        assertThat(first("select 5 as n", Local.class)).isEqualTo(new Local(5));
    }

    @Test
    void oneMapperServesSeveralCursors() throws SQLException {
        RecordMapper<Positive> mapper = RecordMapper.of(Positive.class);
        List<Positive> mapped = new ArrayList<>();
        for (String sql : List.of("select 1 as n union all select 2", "select 'x' as m, 3 as n")) {
            try (PreparedStatement statement = values.prepare(sql);
                    ResultSet cursor = statement.executeQuery()) {
                ResultSetRow row = StoredValues.row(cursor);
                while (cursor.next()) {
                    mapped.add(mapper.map(row));
                }
            }
        }
        assertThat(mapped).containsExactly(new Positive(1), new Positive(2), new Positive(3));
    }

    @Test
    void whatTheConstructorThrowsComesThrough() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> first("select -1 as n", Positive.class))
                .withMessage("not positive");
    }

    @Test
    void refusesAComponentWithoutAColumn() {
        assertMisuse("select 1 as id, 'x' as name", Nullables.class)
                .withMessageStartingWith("no column matches component year of record " + Nullables.class.getTypeName())
                .withMessageEndingWith("the query has id, name");
    }

    @Test
    void refusesNullForAPrimitiveByName() {
        assertMisuse("select null as n", Positive.class)
                .withMessageStartingWith("column n (1) is NULL, but component n of record "
                        + Positive.class.getTypeName() + " is a primitive int");
    }

    @Test
    void refusesTwoColumnsForOneComponent() {
        assertMisuse("select 1 as id, 'a' as name, 2 as I_D, 3 as year", Nullables.class)
                .withMessageStartingWith("the columns id (1) and I_D (3) both match component id");
        assertMisuse("select 1 as n, 2 as x, 3 as n", Positive.class)
                .withMessageStartingWith("the columns n (1) and n (3) both match");
    }

    @Test
    void refusesAValueThatDoesNotFit() {
        assertMisuse("select 3000000000 as n", Positive.class)
                .withMessageStartingWith(
                        "column n (1) holds a value of storage class INTEGER that can't be read as int");
    }

    @Test
    void refusesComponentsThatNoColumnCanGive() {
        assertThatExceptionOfType(MisuseException.class)
                .isThrownBy(() -> RecordMapper.of(WithList.class))
                .withMessageStartingWith("component tags of record " + WithList.class.getTypeName()
                        + " has the type java.util.List, which can't be read from a column")
                .withMessageContaining("lambda");
        assertThatExceptionOfType(MisuseException.class)
                .isThrownBy(() -> RecordMapper.of(Twins.class))
                .withMessageStartingWith("the components createdAt and created_at of record "
                        + Twins.class.getTypeName() + " differ only in case and underscores");
        assertThatExceptionOfType(MisuseException.class)
                .isThrownBy(() -> RecordMapper.of(Record.class))
                .withMessageStartingWith("java.lang.Record is not a record class");
    }

    private <T extends Record> T first(String sql, Class<T> type) throws SQLException {
        return values.first(sql, RecordMapper.of(type));
    }

    private ThrowableAssertAlternative<MisuseException> assertMisuse(String sql, Class<? extends Record> type) {
        return assertThatExceptionOfType(MisuseException.class).isThrownBy(() -> first(sql, type));
    }
}
