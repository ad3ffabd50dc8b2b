package dev.sqlane.sqlite.internal.jdbc;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The columns of open rows; and once the rows have ended with their session, those of the text as it is then. */
final class OpenColumns implements SessionResultSetMetaData.Source {
    private final SessionResultSet rows;

    /** Whom the question under way was left to; null to it and back. Guarded by the connection's source. */
    private @Nullable DescribedColumns anew;

    OpenColumns(SessionResultSet rows) {
        this.rows = rows;
    }

    @Override
    public ResultSetMetaData enter() throws SQLException {
        if (!rows.isDrained()) {
            return rows.enter().getMetaData();
        }
        DescribedColumns columns = rows.columnsAnew();
        ResultSetMetaData description = columns.enter();
        anew = columns;
        return description;
    }

    @Override
    public void leave() throws SQLException {
        DescribedColumns asked = anew;
        anew = null;
        if (asked == null) {
            rows.leave();
        } else {
            asked.leave();
        }
    }
}
