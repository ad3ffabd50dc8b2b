package dev.sqlane.spring.boot;

import dev.sqlane.ReadPool;
import dev.sqlane.Task;
import dev.sqlane.sqlite.SqliteDatabase;
import java.sql.SQLException;
import org.springframework.stereotype.Service;

@Service
class Reports {
    private final SqliteDatabase database;
    private final ReadPool reads;

    Reports(SqliteDatabase database, ReadPool reads) {
        this.database = database;
        this.reads = reads;
    }

    long count() throws SQLException {
        return reads.queryValue("select count(*) from report", Long.class).orElse(0L);
    }

    void add(String text) throws SQLException {
        database.run(Task.named("add report"), c -> c.update("insert into report (text) values (?)", text));
    }
}
