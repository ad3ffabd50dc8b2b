import org.jspecify.annotations.NullMarked;

/** The contention laboratory: scenarios, strategies and reports. */
@NullMarked
module dev.sqlane.lab {
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires com.zaxxer.hikari;
    requires dev.sqlane.api;
    requires dev.sqlane.sqlite;
    requires HdrHistogram;
    requires io.agroal.api;
    requires io.agroal.pool;
    requires java.management;
    requires jdk.management;
    requires me.tongfei.progressbar;
    requires org.apache.commons.dbcp2;
    requires org.xerial.sqlitejdbc;
    requires transitive java.sql;
    requires static com.google.errorprone.annotations;
    requires static org.jspecify;

    exports dev.sqlane.lab;
}
