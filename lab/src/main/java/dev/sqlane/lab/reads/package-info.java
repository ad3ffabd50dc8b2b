/** Scenario {@code reads}: point reads by primary key on a table that nobody changes. */
package dev.sqlane.lab.reads;
