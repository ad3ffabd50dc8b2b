import org.jspecify.annotations.NullMarked;

/** The SQLite engine. */
@NullMarked
module dev.sqlane.sqlite {
    requires transitive dev.sqlane.api;
    requires jdk.jfr;
    requires org.slf4j;
    requires org.xerial.sqlitejdbc;
    requires static com.google.errorprone.annotations;

    exports dev.sqlane.sqlite;

    provides java.sql.Driver with
            dev.sqlane.sqlite.SqlaneDriver;
}
