import org.jspecify.annotations.NullMarked;

/** The contention laboratory: scenarios, strategies and reports. */
@NullMarked
module dev.sqlane.lab {
    requires HdrHistogram;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires com.samskivert.jmustache;
    requires com.zaxxer.hikari;
    requires dev.sqlane.api;
    requires dev.sqlane.sqlite;
    requires io.agroal.api;
    requires io.agroal.pool;
    requires java.desktop;
    requires java.management;
    requires java.xml;
    requires jdk.management;
    requires me.tongfei.progressbar;
    requires org.apache.commons.dbcp2;
    requires org.apache.xmlgraphics.batik.svggen;
    requires org.jfree.jfreechart;
    requires org.xerial.sqlitejdbc;
    requires transitive java.sql;
    requires static com.google.errorprone.annotations;
    requires static org.jspecify;

    exports dev.sqlane.lab;
}
