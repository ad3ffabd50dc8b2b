package dev.sqlane.lab.reads;

import dev.sqlane.lab.scenario.PlainFile;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * The table that is read: five columns, about 60 bytes a row, so that the default number of rows just fits into a
 * connection's page cache of 8 MiB.
 */
public final class Items {
    /** One row. */
    record Item(long id, String code, String name, long price, String category) {}

    static final String BY_ID = "select id, code, name, price, category from item where id = ?";

    private static final String TABLE = """
            create table item (
                id integer primary key,
                code text not null,
                name text not null,
                price integer not null,
                category text not null)""";

    private static final String FILL = """
            with recursive numbered (n) as (select 1 union all select n + 1 from numbered where n < ?)
            insert into item (id, code, name, price, category)
            select n, printf('IT-%08d', n), 'Item number ' || n, n % 9973 + 1, 'category ' || (n % 50) from numbered""";

    private Items() {}

    /** Adds the table with that many rows, whose ids count from 1. */
    public static void addTo(PlainFile file, int rows) throws SQLException {
        file.execute(TABLE);
        try (PreparedStatement fill = file.connection().prepareStatement(FILL)) {
            fill.setInt(1, rows);
            fill.executeUpdate();
        }
    }

    /** Returns the price of a row, by which a reader sees that it got the right one. */
    static long price(long id) {
        return id % 9_973 + 1;
    }
}
