/** Typed read and write pools over one database. */
package dev.sqlane;
