package org.carrack.runtime.data.internal.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;
import org.carrack.config.ConfigTag;
import org.carrack.config.SourceLocation;
import org.carrack.model.Descriptor;
import org.carrack.model.DescriptorReader;
import org.carrack.runtime.data.internal.schema.Dictionary;
import org.carrack.runtime.data.internal.schema.DictionaryTables;
import org.carrack.runtime.data.internal.schema.SchemaReader;
import org.carrack.runtime.data.internal.schema.SchemaRequest;
import org.carrack.runtime.data.internal.sql.Dialect;
import org.carrack.runtime.data.internal.sql.Rows;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Schemas of packages on a real database, each test on an empty one. */
abstract class MigrationsTest {

    static final String CAR = """
            <add>
              <table name="car">
                <field name="car_id" data-type="bigint" key="primary" auto-increment="Yes" label="Car #"/>
                <field name="name" data-type="varchar" max-length="64" label="Name" description="Internal name"/>
                <field name="label"><data_type>varchar</data_type><max_length>128</max_length></field>
                <record><name>ka</name><label>Ford Ka</label></record>
                <record><name>corsa</name><label>Vauxhall Corsa</label></record>
              </table>
              <table name="colour">
                <field name="colour_id" data-type="bigint" key="primary" auto-increment="Yes"/>
                <field name="name" data-type="varchar" max-length="64"/>
                <record><name>red</name></record>
                <record><name>blue</name></record>
              </table>
              <table name="car_colour">
                <field name="car_colour_id" data-type="bigint" key="Primary" auto-increment="Yes"/>
                <field name="car_id" data-type="bigint" key="Foreign" referenced-table-name="car" referenced-field-name="car_id"/>
                <field name="colour_id" data-type="bigint" key="Foreign" referenced-table-name="colour"/>
                <record>
                  <car_id get-from="car" where-name-is="ka"/>
                  <colour_id get-from="colour" where-name-is="blue"/>
                </record>
              </table>
            </add>""";

    private final Map<String, String> versions = new HashMap<>();
    private Migrations migrations;

    /** An empty database. */
    abstract DataSource database() throws SQLException;

    @BeforeEach
    void begin() throws SQLException {
        migrations = migrations(database());
    }

    @AfterEach
    void end() {
        migrations.close();
    }

    Migrations migrations(DataSource database) {
        return new Migrations(
                database, "here", Duration.ofSeconds(1), (name, version) -> version.equals(versions.get(name)));
    }

    private static SchemaRequest request(String schema) {
        String xml = """
                <adapt_framework><bundle><name>x</name><version>1.0.0</version><schema>
                %s</schema></bundle></adapt_framework>""".formatted(schema);
        ConfigTag tag = DescriptorReader.read("bundle.xml", xml.getBytes(StandardCharsets.UTF_8))
                .descriptor()
                .map(Descriptor::tags)
                .orElseThrow()
                .get(0);
        try {
            return SchemaReader.read(tag);
        } catch (org.carrack.config.ConfigException e) {
            throw new AssertionError(e.location() + ": " + e.getMessage(), e);
        }
    }

    private static final SourceLocation AT = new SourceLocation("bundle.xml", 1, 1);

    private Migrations.Migration apply(String name, String version, String schema) throws MigrationException {
        return migrations.migrate(name, version, 0, request(schema), AT);
    }

    void install(String name, String version, String schema) throws MigrationException {
        apply(name, version, schema).commit();
        versions.put(name, version);
    }

    private List<String> rows(String sql) throws SQLException {
        try (Connection connection = database().getConnection()) {
            return Rows.all(connection, sql, List.of(), row -> {
                List<String> cells = new ArrayList<>();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    cells.add(row.getString(i));
                }
                return String.join("|", cells.stream().map(String::valueOf).toList());
            });
        }
    }

    void run(String sql) throws SQLException {
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** All that can be seen of the database but for times and counted keys. */
    List<String> all() throws SQLException {
        List<String> all = new ArrayList<>(rows("""
                select table_name, column_name, data_type, is_nullable, column_default is null,
                  character_maximum_length, numeric_precision, numeric_scale
                from information_schema.columns where table_schema = current_schema
                order by table_name, column_name"""));
        all.addAll(rows("""
                select table_name, constraint_name, constraint_type from information_schema.table_constraints
                where table_schema = current_schema and constraint_name not like '%not_null'
                  and constraint_name not like 'CONSTRAINT%' order by 1, 2"""));
        all.addAll(
                rows(
                        "select bundle_name, table_name, field_name, label, max_length, default_value from field where date_deleted is null order by table_name, field_name"));
        all.addAll(rows("select * from carrack_field order by table_name, field_name"));
        all.addAll(rows("select * from carrack_record order by 1, 2, 3"));
        all.addAll(rows("select package, digests from carrack_schema order by 1"));
        all.addAll(
                rows("select name, based_on_data_type, validator, date_deleted is null from data_type order by name"));
        all.addAll(rows("select package from carrack_migration"));
        all.addAll(rows("select count(*) from carrack_migration_step"));
        return all;
    }

    /** That the dictionary says of tables and fields what the database says. */
    private void assertDictionaryIsTrue() throws SQLException {
        assertThat(rows("select table_name, field_name from field where date_deleted is null order by 1, 2"))
                .isEqualTo(rows("""
                        select table_name, column_name from information_schema.columns
                        where table_schema = current_schema and table_name not like 'carrack%' order by 1, 2"""));
        try (Connection connection = database().getConnection()) {
            Dictionary dictionary = DictionaryTables.load(connection);
            Dialect dialect = Dialect.of(connection);
            for (String table : dictionary.tables()) {
                for (Dictionary.OwnedField field : dictionary.fields(table)) {
                    List<String> there = Rows.texts(
                            connection,
                            "select is_nullable from information_schema.columns where table_schema = current_schema and table_name = ? and column_name = ?",
                            table,
                            field.field().name());
                    assertThat(there)
                            .as("%s.%s", table, field.field().name())
                            .containsExactly(field.field().isNullable() ? "YES" : "NO");
                    assertThat(dialect).isNotNull();
                }
            }
        }
    }

    @Test
    void bringsTablesWithTheirRecordsAndLookups() throws Exception {
        install("cars", "1.0.0", CAR);
        assertThat(rows("""
                        select car.label, colour.name from car_colour join car on car.car_id = car_colour.car_id
                        join colour on colour.colour_id = car_colour.colour_id""")).containsExactly("Ford Ka|blue");
        assertThat(rows("select count(*) from car where date_created is not null and date_deleted is null"))
                .containsExactly("2");
        assertThat(
                        rows(
                                "select label, description, bundle_name from field where table_name = 'car' and field_name = 'name'"))
                .containsExactly("Name|Internal name|cars");
        assertDictionaryIsTrue();
        // Once for each version: what people do to records stays.
        run("update car set label = 'mine' where name = 'ka'");
        apply("cars", "1.0.0", CAR).commit();
        assertThat(rows("select label from car where name = 'ka'")).containsExactly("mine");
    }

    @Test
    void hasEveryDataType() throws Exception {
        StringBuilder fields = new StringBuilder(
                "<add><table name='all'><field name='all_id' data-type='bigint' key='primary' auto-increment='yes'/>");
        Map<String, String> values = new java.util.LinkedHashMap<>();
        for (String[] type : new String[][] {
            {"tinyint", "255"},
            {"smallint", "65535"},
            {"mediumint", "16777215"},
            {"int", "4294967295"},
            {"integer", "0"},
            {"bigint", "18446744073709551615"},
            {"bit", "1"},
            {"bit(1)", "0"},
            {"bit(8)", "255"},
            {"boolean", "1"},
            {"bool", "No"},
            {"float", "1.5"},
            {"float(7)", "2.5"},
            {"double", "-3.25"},
            {"double(8,3)", "12345.678"},
            {"decimal", "10"},
            {"decimal(10,2)", "12345678.90"},
            {"char", "x"},
            {"char(32)", "abc"},
            {"binary", "b"},
            {"varchar(20)", "Zoë"},
            {"varbinary", "bytes"},
            {"tinyblob", "b"},
            {"blob", "b"},
            {"mediumblob", "b"},
            {"longblob", "b"},
            {"tinytext", "t"},
            {"text", "t"},
            {"mediumtext", "t"},
            {"longtext", "t"},
            {"enum('Value 1', 'it''s, (so)')", "it's, (so)"},
            {"set('a','b','c')", "c,a"},
            {"year", "2026"},
            {"date", "2026-02-28"},
            {"time", "23:59:59"},
            {"datetime", "2026-02-28 12:30:00"},
            {"timestamp", "2026-02-28"},
            {"guid", "g"},
            {"meduimint", "1"}
        }) {
            String name = "f" + values.size();
            values.put(name, type[1]);
            fields.append("<field name='%s'><data_type>%s</data_type></field>".formatted(name, type[0]));
        }
        StringBuilder record = new StringBuilder("<record>");
        values.forEach((name, value) -> record.append("<%s>%s</%s>".formatted(name, value, name)));
        install("types", "1.0.0", fields + record.toString() + "</record></table></add>");
        assertDictionaryIsTrue();
        assertThat(rows("select f5, f14, f20, f30, f31, f33, f34, f35 from \"all\""))
                .containsExactly(
                        "18446744073709551615|12345.678|Zoë|it's, (so)|a,c|2026-02-28|23:59:59|2026-02-28 12:30:00");
        // What MySQL would take at most, and no more.
        for (String wrong : List.of(
                "f0 = 256",
                "f0 = -1",
                "f1 = 65536",
                "f2 = 16777216",
                "f3 = 4294967296",
                "f8 = 256",
                "f30 = 'other'",
                "f31 = 'a,x'",
                "f31 = 'a,a'",
                "f32 = 1900",
                "f5 = 18446744073709551616")) {
            assertThatThrownBy(() -> run("update \"all\" set " + wrong))
                    .as(wrong)
                    .isInstanceOf(SQLException.class);
        }
        run("update \"all\" set f31 = '', f32 = 0, f0 = 0");
    }

    @Test
    void serialIsAKeyThatCounts() throws Exception {
        install("s", "1.0.0", """
                <add><table name="s"><field name="s_id" data-type="serial"/><field name="t" data-type="text"/>
                <record><t>one</t></record><record><t>two</t></record></table></add>""");
        assertThat(rows("select s_id, t from s order by 1")).containsExactly("1|one", "2|two");
        assertThat(rows("select primary_key, auto_increment, nullable from field where field_name = 's_id'"))
                .containsExactly("Yes|Yes|No");
    }

    @Test
    void typesComeFromPackagesTooAlsoForTheirOwnTables() throws Exception {
        install("more_types", "1.0.0", """
                <add><table name="data_type">
                  <record><name>email</name><based_on_data_type>varchar(20)</based_on_data_type></record>
                  <record><name>work_email</name><based_on_data_type>email</based_on_data_type></record>
                </table>
                <table name="mail"><field name="mail_id" data-type="bigint" key="primary" auto-increment="Yes"/>
                <field name="address" data-type="work_email"/></table></add>""");
        run("insert into mail (address) values ('12345678901234567890')");
        assertThatThrownBy(() -> run("insert into mail (address) values ('123456789012345678901')"))
                .isInstanceOf(SQLException.class);
        assertThat(
                        rows(
                                "select d.name, d.bundle_name from field f join data_type d on d.data_type_id = f.data_type_id where f.field_name = 'address'"))
                .containsExactly("work_email|more_types");
        assertRefused("other", """
                <add><table name="o"><field name="a" data-type="nosuch"/></table></add>""", "the data type nosuch of the field o.a cannot be used: nobody defines it");
    }

    private void assertRefused(String name, String schema, String reason) throws Exception {
        List<String> before = all();
        assertThatThrownBy(() -> apply(name, "1.0.0", schema))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining(reason);
        assertThat(all()).isEqualTo(before);
    }

    @Test
    void refusesWhatCannotBeAndLeavesNothing() throws Exception {
        install("cars", "1.0.0", CAR);
        assertRefused("thief", """
                <add><table name="fresh"><field name="fresh_id" data-type="int"/></table>
                <table name="car"><field name="label" data-type="text"/></table></add>""", "the field car.label belongs to package cars and cannot be changed by thief");
        assertRefused("thief", """
                <remove><table name="car"><field name="label"/></table></remove>""", "package thief removes the field car.label, which belongs to package cars");
        assertRefused("lost", """
                <add><table name="a"><field name="b" data-type="bigint" key="foreign" referenced-table-name="nowhere"/>
                </table></add>""", "the field a.b refers to the table nowhere, which is not there");
        assertRefused("lost", """
                <add><table name="nowhere"><record><name>x</name></record></table></add>""", "there is no table nowhere to put records into");
        assertRefused(
                "bad",
                """
                <add><table name="a"><field name="b" data-type="enum('Value 1', 'value 2')" default-value="Value"/>
                </table></add>""",
                "the default of the field a.b cannot be used: \"Value\" is no value of it (one of Value 1, value 2)");
        assertRefused(
                "bad", """
                <add><table name="a"><field name="a_id" data-type="serial"/><field name="b" data-type="tinyint"/>
                <record><b>300</b></record></table></add>""", "the value of the field a.b cannot be used: 300 is too large (whole number from 0 to 255)");
        assertRefused("bad", """
                <add><table name="a"><field name="a_id" data-type="serial"/><field name="c" data-type="bigint"/>
                <record><c get-from="car" where-name-is="fiesta"/></record></table></add>""", "unable to look up a value for the field a.c: no record of car has name = fiesta");
    }

    @Test
    void aLookupWithManyHitsIsRefused() throws Exception {
        install("cars", "1.0.0", """
                <add><table name="car"><field name="car_id" data-type="serial"/><field name="maker" data-type="text"/>
                <field name="model" data-type="text"/>
                <record><maker>ford</maker><model>ka</model></record>
                <record><maker>ford</maker><model>capri</model></record></table></add>""");
        assertRefused("more", """
                <add><table name="m"><field name="m_id" data-type="serial"/><field name="car_id" data-type="bigint"/>
                <record><car_id get-from="car" where-maker-is="ford"/></record></table></add>""", "multiple values found for the field m.car_id: 2 records of car have maker = ford");
        install("more", "1.0.0", """
                <add><table name="m"><field name="m_id" data-type="serial"/><field name="car_id" data-type="bigint"/>
                <record><car_id get-from="car" where-maker-is="ford" where-model-is="CAPRI"/></record></table></add>""");
        assertThat(rows("select car_id from m")).containsExactly("2");
    }

    @Test
    void takesReservedWordsQuotesAndUnicodeAsTheyAre() throws Exception {
        install("odd", "1.0.0", """
                <add><table name="order"><field name="order_id" data-type="serial"/>
                <field name="select" data-type="varchar" max-length="50" index="Yes"/>
                <field name="größe &quot;x&quot; ; drop table car" data-type="int" default-value="7"/>
                <field name="it's" data-type="enum('a''b', '); drop table &quot;order&quot;; --')"/>
                <record><select>'); drop table "order"; --</select></record></table></add>""");
        install("odd2", "1.0.0", """
                <add><table name="user"><field name="user_id" data-type="serial"/>
                <field name="where" data-type="bigint" key="foreign" referenced-table-name="order"/>
                <field name="group" data-type="text"/>
                <record><where get-from="order" where-select-is="'); drop table &quot;order&quot;; --"/><group>ünï 😀</group></record>
                </table></add>""");
        assertThat(rows("select \"select\", \"größe \"\"x\"\" ; drop table car\" from \"order\""))
                .containsExactly("'); drop table \"order\"; --|7");
        assertThat(rows("select \"where\", \"group\" from \"user\"")).containsExactly("1|ünï 😀");
        assertDictionaryIsTrue();
    }

    @Test
    void packagesAddFieldsToTablesOfOthers() throws Exception {
        install("cars", "1.0.0", CAR);
        install("prices", "1.0.0", """
                <add><table name="car"><field name="price" data-type="decimal(8,2)" nullable="No"/>
                <field name="rating" data-type="enum('good','bad')" default-value="good" nullable="No" index="Yes"/>
                <record><name>ka</name><price>9.5</price></record></table></add>""");
        assertThat(rows("select name, label, price, rating from car order by name"))
                .containsExactly("corsa|Vauxhall Corsa|0.00|good", "ka|Ford Ka|9.50|good");
        assertThat(
                        rows(
                                "select bundle_name from field where table_name = 'car' and field_name in ('price', 'label') order by 1"))
                .containsExactly("cars", "prices");
        assertDictionaryIsTrue();
        migrations.purge("prices");
        assertThat(rows("select * from car order by name")).hasSize(2);
        assertThat(rows("select column_name from information_schema.columns where table_name = 'car'"))
                .doesNotContain("price", "rating");
        assertDictionaryIsTrue();
        migrations.purge("cars");
        assertThat(migrations.dictionary().tables()).containsExactlyInAnyOrder("data_type", "field", "bundle_version");
        assertDictionaryIsTrue();
    }

    private static final String NEWER = """
            <add>
              <table name="car">
                <field name="car_id" data-type="bigint" key="primary" auto-increment="Yes" label="Car number"/>
                <field name="name" data-type="varchar" max-length="100" nullable="No"/>
                <field name="label" data-type="text" default-value="none" index="Yes"/>
                <field name="doors" data-type="tinyint" default-value="5" nullable="No"/>
                <record><name>ka</name><label>Ford Ka+</label></record>
                <record><name>fiesta</name></record>
              </table>
            </add>
            <remove>
              <table name="car_colour"><field name="car_colour_id"/><field name="car_id"/><field name="colour_id"/></table>
              <table name="colour"><record><name>red</name></record></table>
              <table name="car"><field name="never_there"/><record><name>corsa</name></record></table>
            </remove>""";

    @Test
    void anUpgradedDatabaseEqualsAFreshOne() throws Exception {
        install("cars", "1.0.0", CAR);
        install("cars", "2.0.0", NEWER.replace("<remove>", "<add>" + colourTable() + "</add><remove>"));
        List<String> upgraded = all();
        List<String> records = rows(
                "select name, label, doors, case when date_deleted is null then 'there' else 'gone' end from car order by name");
        assertThat(records)
                .containsExactly("corsa|Vauxhall Corsa|5|gone", "fiesta|none|5|there", "ka|Ford Ka+|5|there");
        assertDictionaryIsTrue();
        migrations.purge("cars");
        install("cars", "2.0.0", NEWER.replace("<remove>", "<add>" + colourTable() + "</add><remove>"));
        List<String> fresh = all();
        assertThat(upgraded).isEqualTo(fresh);
    }

    private static String colourTable() {
        return """
                <table name="colour">
                  <field name="colour_id" data-type="bigint" key="primary" auto-increment="Yes"/>
                  <field name="name" data-type="varchar" max-length="64"/>
                  <record><name>red</name></record>
                  <record><name>blue</name></record>
                </table>""";
    }

    @Test
    void changesTypesWithTheirValues() throws Exception {
        install("t", "1.0.0", """
                <add><table name="t"><field name="t_id" data-type="serial"/><field name="a" data-type="varchar(20)" unique="yes"/>
                <field name="b" data-type="int" signed="yes"/><field name="c" data-type="enum('x','y')"/>
                <record><a>12</a><b>-5</b><c>x</c></record></table></add>""");
        install("t", "1.1.0", """
                <add><table name="t"><field name="t_id" data-type="serial"/><field name="a" data-type="int"/>
                <field name="b" data-type="varchar" max-length="10" nullable="no"/><field name="c" data-type="enum('x','y','z')"/>
                </table></add>""");
        assertThat(rows("select a, b, c from t")).containsExactly("12|-5|x");
        run("update t set c = 'z'");
        assertDictionaryIsTrue();
        run("insert into t (a, b) values (12, 'text')");
        assertRefused("t", """
                <add><table name="t"><field name="t_id" data-type="serial"/>
                <field name="b" data-type="int"/></table></add>""", "package t cannot have t.b");
        assertThat(rows("select a, b from t order by t_id")).containsExactly("12|-5", "12|text");
    }

    private static String typed(String type, String more) {
        return """
                <add><table name="n"><field name="n_id" data-type="serial"/><field name="name" data-type="varchar(20)"/>
                <field name="v" data-type="%s" %s/></table></add>""".formatted(type, more);
    }

    /** One value of each type that another type has no place for. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "varchar(20) | varchar(5) | toolongvalue",
                "text | varchar(5) | toolongvalue",
                "char(10) | char(3) | abcdef",
                "enum('pending','pend') | enum('pend','x') | pending",
                "set('a','b') | set('a') | a,b",
                "decimal(10,4) | decimal(10,2) | 1.2345",
                "decimal(10,2) | int | 1.75",
                "double | int | 2.5",
                "varchar(20) | int | 1.75",
                "varchar(20) | decimal(10,2) | 1.234",
                "int | tinyint | 3000",
                "int | boolean | 5",
                "datetime | date | 2014-02-03 10:11:12",
                "datetime | time | 2014-02-03 10:11:12",
                "varchar(20) | date | 2014-02-03 10:11",
                "varbinary(20) | varbinary(3) | abcdef",
            })
    void noValueBecomesAnotherOne(String before, String after, String value) throws Exception {
        install(
                "n",
                "1.0.0",
                typed(before, "").replace("</table>", "<record><v>%s</v></record></table>".formatted(value)));
        List<String> rows = rows("select * from n");
        List<String> all = all();

        assertRefused("n", typed(after, ""), "n.v");

        assertThat(rows("select * from n")).isEqualTo(rows);
        assertThat(all()).isEqualTo(all);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "boolean | tinyint | Yes | 1",
                "boolean | enum('Yes','No') | No | No",
                "tinyint | boolean | 1 | true",
                "varchar(20) | int | 17 | 17",
                "int | decimal(10,2) | 17 | 17.00",
                "date | datetime | 2014-02-03 | 2014-02-03 00:00:00",
                "blob | text | hello | hello",
                "text | blob | hello | hello",
            })
    void aValueIsTheSameInItsNewType(String before, String after, String value, String then) throws Exception {
        install(
                "n",
                "1.0.0",
                typed(before, "").replace("</table>", "<record><v>%s</v></record></table>".formatted(value)));
        install("n", "1.1.0", typed(after, ""));
        String v = after.equals("blob") ? "convert_from(v, 'UTF8')" : "v";
        String asText = isH2() && after.equals("blob") ? "utf8tostring(v)" : "cast(%s as varchar(40))".formatted(v);
        assertThat(rows("select lower(%s) from n".formatted(asText))).containsExactly(then.toLowerCase(Locale.ROOT));
    }

    private boolean isH2() {
        return getClass().getSimpleName().startsWith("H2");
    }

    @Test
    void aFieldThatMustHaveAValueNowKeepsItsRules() throws Exception {
        String record = "<record><name>a</name></record></table>";
        String old = typed("tinyint", "unique=\"yes\"").replace("</table>", record);
        String fresh = typed("tinyint", "unique=\"yes\" nullable=\"No\" default-value=\"7\"")
                .replace("</table>", record);
        install("n", "1.0.0", old);
        Migrations.Migration upgrade = apply("n", "1.1.0", fresh);
        assertThat(rows("select v from n")).containsExactly("7");
        for (String bad :
                List.of("insert into n (v) values (30000)", "insert into n (v) values (7)", "update n set v = null")) {
            assertThatThrownBy(() -> run(bad)).isInstanceOf(SQLException.class);
        }
        upgrade.revert();
        assertThat(rows("select v from n")).containsExactly("null");
        install("n", "1.1.0", fresh);
        List<String> upgraded = all();
        migrations.purge("n");
        install("n", "1.1.0", fresh);
        assertThat(all()).isEqualTo(upgraded);
    }

    @Test
    void whatNoPackageHasBroughtIsLeftAlone() throws Exception {
        migrations.dictionary();
        install("cars", "1.0.0", CAR);
        run("create table customers (a int)");
        run("insert into customers values (1)");
        run("alter table car add column stray int");
        run("update car set stray = 5");
        assertRefused("evil", """
                <add><table name="customers"><field name="name" data-type="text"/></table></add>""", "package evil cannot have the table customers: the database has one already");
        assertRefused("evil", """
                <add><table name="car"><field name="stray" data-type="text"/></table></add>""", "package evil cannot have the column car.stray: the database has one already");
        assertThat(rows("select a from customers")).containsExactly("1");
        assertThat(rows("select distinct stray from car")).containsExactly("5");
    }

    @Test
    void theOrderOfRemovalsDoesNotMatter() throws Exception {
        install("j", "1.0.0", """
                <add><table name="j_p"><field name="j_p_id" data-type="serial"/></table>
                <table name="j_c"><field name="j_c_id" data-type="serial"/>
                <field name="j_p_id" data-type="bigint" key="foreign" referenced-table-name="j_p"/></table></add>""");
        List<String> both = all();
        Migrations.Migration removal = apply("j", "1.1.0", """
                <remove><table name="j_p"><field name="j_p_id"/></table>
                <table name="j_c"><field name="j_c_id"/><field name="j_p_id"/></table></remove>""");
        assertDictionaryIsTrue();
        removal.revert();
        assertThat(all()).isEqualTo(both);
        install("j", "1.1.0", """
                <add><table name="j_c"><field name="extra" data-type="text"/></table></add>
                <remove><table name="j_p"><field name="j_p_id"/></table><table name="j_c"><field name="j_p_id"/><field name="extra"/></table></remove>""");
        assertThat(
                        rows(
                                "select column_name from information_schema.columns where table_name in ('j_c', 'j_p') and column_name like 'j%'"))
                .containsExactly("j_c_id");
    }

    @Test
    void aDataTypeThatBecomesAnotherChangesItsFields() throws Exception {
        String type = """
                <add><table name="data_type"><record><name>postcode</name><based_on_data_type>varchar(%d)</based_on_data_type>
                </record></table></add>""";
        install("types", "1.0.0", type.formatted(8));
        install("user", "1.0.0", """
                <add><table name="place"><field name="code" data-type="postcode"/></table></add>""");
        install("types", "1.1.0", type.formatted(16));
        run("insert into place (code) values ('123456789012')");
        assertRefused("types", type.formatted(4), "place.code cannot become");
        assertRefused("types", """
                <remove><table name="data_type"><record><name>postcode</name></record></table></remove>""", "removes the data type postcode, which the field place.code is of");
        assertThat(apply("odd", "1.0.0", """
                <add><table name="data_type"><record><name>varchar</name><based_on_data_type>int</based_on_data_type>
                </record></table><table name="field"><record><bundle_name>x</bundle_name><table_name>ghost</table_name>
                <field_name>g</field_name></record></table></add>""").warnings())
                .satisfiesExactly(
                        warning -> assertThat(warning).contains("it stays what it is for every package"),
                        warning -> assertThat(warning).contains("the table field, which the server keeps itself"));
        run("insert into place (code) values ('abc')");
        assertThat(rows("select field_name from field where table_name = 'ghost'"))
                .isEmpty();
    }

    @Test
    void aRecordThatWasRemovedComesBack() throws Exception {
        String table = """
                <add><table name="r"><field name="r_id" data-type="serial"/><field name="v" data-type="int"/>
                <field name="date_deleted" data-type="datetime"/>%s</table></add>""";
        install("r", "1.0.0", table.formatted("<record><v>5</v></record>"));
        install("r", "1.1.0", table.formatted("") + """
                <remove><table name="r"><record><v>5</v></record></table></remove>""");
        assertThat(rows("select v from r where date_deleted is null")).isEmpty();
        install("r", "1.2.0", table.formatted("<record><v>5</v></record>"));
        assertThat(rows("select v from r where date_deleted is null")).containsExactly("5");
    }

    @Test
    void aMigrationCanBeTakenBackUntilItsPackageHasCome() throws Exception {
        install("cars", "1.0.0", CAR);
        List<String> before = all();
        List<String> records = rows("select * from car order by car_id");
        Migrations.Migration upgrade = apply("cars", "2.0.0", NEWER);
        assertThat(rows("select name from car")).contains("fiesta");
        upgrade.revert();
        assertThat(all()).isEqualTo(before);
        assertThat(rows("select * from car order by car_id")).isEqualTo(records);
        assertThat(rows("select count(*) from car_colour")).containsExactly("1");
        assertThat(rows("select name from colour where date_deleted is null order by 1"))
                .containsExactly("blue", "red");
    }

    @Test
    void aServerThatDiesAtAnyStepLeavesAllOrNothing() throws Exception {
        install("cars", "1.0.0", CAR);
        List<String> before = all();
        int deaths = 0;
        for (int step = 1; ; step++) {
            DyingDatabase dying = new DyingDatabase(database(), step);
            try (Migrations doomed = migrations(dying)) {
                Migrations.Migration migration = doomed.migrate("cars", "2.0.0", 0, request(NEWER), AT);
                // Now the package manager has written down that the package has come.
                versions.put("cars", "2.0.0");
                migration.commit();
            } catch (MigrationException e) {
                assertThat(e).hasMessageContaining("the database is away");
            }
            deaths++;
            try (Migrations next = migrations(database())) {
                next.recover();
            }
            if (versions.containsValue("2.0.0")) {
                break;
            }
            assertThat(all()).as("died at statement %d", step).isEqualTo(before);
        }
        assertThat(deaths).isGreaterThan(50);
        List<String> after = all();
        assertThat(rows("select name from car")).contains("fiesta");
        assertDictionaryIsTrue();
        for (int step = 1; ; step++) {
            migrations.purge("cars");
            install("cars", "1.0.0", CAR);
            DyingDatabase dying = new DyingDatabase(database(), 1_000_000);
            try (Migrations doomed = migrations(dying)) {
                Migrations.Migration migration = doomed.migrate("cars", "2.0.0", 0, request(NEWER), AT);
                versions.put("cars", "2.0.0");
                dying.dieAfter(step);
                migration.commit();
            }
            try (Migrations next = migrations(database())) {
                next.recover();
            }
            assertThat(all()).as("died at statement %d of the end", step).isEqualTo(after);
            if (!dying.isDead()) {
                break;
            }
        }
    }

    @Test
    void aServerThatDiesAfterItsPackageHasComeEndsTheMigrationAtTheNextStart() throws Exception {
        install("cars", "1.0.0", CAR);
        apply("cars", "2.0.0", NEWER);
        versions.put("cars", "2.0.0");
        try (Migrations next = migrations(database())) {
            next.recover();
        }
        assertThat(rows("select name from car")).contains("fiesta");
        assertThat(rows("select count(*) from carrack_migration")).containsExactly("0");
        assertThat(rows("select table_name from information_schema.tables where table_name like 'carrack_removed%'"))
                .isEmpty();
    }

    @Test
    void aPackageThatHasItsTablesStartsAgainWhileTheDatabaseIsAway() throws Exception {
        DyingDatabase dying = new DyingDatabase(database(), Integer.MAX_VALUE);
        try (Migrations ours = migrations(dying)) {
            ours.migrate("cars", "1.0.0", 0, request(CAR), AT).commit();
            dying.dieAfter(0);
            assertThat(ours.migrate("cars", "1.0.0", 0, request(CAR), AT).warnings())
                    .isEmpty();
            assertThatThrownBy(() -> ours.migrate("cars", "2.0.0", 0, request(NEWER), AT))
                    .hasMessageContaining("the tables of package cars cannot be made")
                    .hasMessageContaining("nothing was changed");
        }
    }

    @Test
    void twoServersChangeOneDatabaseOneAfterTheOther() throws Exception {
        Migrations.Migration held = apply("cars", "1.0.0", CAR);
        try (Migrations other = new Migrations(database(), "there", Duration.ofMillis(300), (n, v) -> false)) {
            assertThatThrownBy(() -> other.migrate("cars", "1.0.0", 0, request(CAR), AT))
                    .hasMessageContaining("the server here is changing tables of the same database");
            held.commit();
            other.migrate("cars", "1.0.0", 0, request(CAR), AT).commit();
        }
        assertThat(rows("select count(*) from car")).containsExactly("2");
    }

    @Test
    void aPlanShowsWhatWouldBe() throws Exception {
        Migrations.Preview cars = migrations.preview("cars", 0, request(CAR), migrations.dictionary());
        assertThat(cars.lines())
                .contains("cars: 2 records to have in car")
                .anySatisfy(line -> assertThat(line).startsWith("cars: new table car (car_id bigint, name varchar"));
        assertThat(migrations.preview("prices", 0, request("""
                <add><table name="car"><field name="price" data-type="decimal"/></table></add>"""), cars.after()).lines())
                .containsExactly("prices: new field car.price decimal");
        assertThat(migrations.dictionary().tables()).isEmpty();
    }

    @Test
    void aFieldThatTheNewVersionNamesNoMoreIsNotInTheWayOfItsRecords() throws Exception {
        install("meta", "1.0.1", """
                <add><table name="meta_data">
                <field name="meta_data_id" data-type="bigint" key="primary" auto-increment="Yes"/>
                <field name="name" data-type="varchar" max-length="64" nullable="no" unique="Yes"/>
                <field name="note" data-type="text"/></table></add>""");
        run("insert into meta_data (name, note) values ('old', 'one')");
        String second = """
                <add><table name="meta_data">
                <field name="meta_data_id" data-type="bigint" key="primary" auto-increment="Yes"/>
                <field name="key_name" data-type="varchar" max-length="64"/>
                <field name="note" data-type="text"/></table></add>""";
        Migrations.Migration undone = apply("meta", "1.0.2", second);
        undone.revert();
        assertThatThrownBy(() -> run("insert into meta_data (note) values ('two')"))
                .isInstanceOf(SQLException.class);
        install("meta", "1.0.2", second);
        run("insert into meta_data (key_name, note) values ('a', 'two')");
        run("insert into meta_data (key_name, name) values ('b', 'old')");
        assertThat(rows("select name, note from meta_data order by meta_data_id"))
                .containsExactly("old|one", "null|two", "old|null");
        assertThat(
                        rows(
                                "select nullable, unique_value from field where field_name = 'name' and table_name = 'meta_data'"))
                .containsExactly("Yes|No");
    }

    @Test
    void aTableWithAFieldOfAnotherPackageStaysAndTheReasonNamesIt() throws Exception {
        install("owner", "1.0.0", """
                <add><table name="thing"><field name="thing_id" data-type="bigint" key="primary" auto-increment="Yes"/>
                <field name="a" data-type="int"/></table></add>""");
        install("guest", "1.0.0", "<add><table name=\"thing\"><field name=\"b\" data-type=\"int\"/></table></add>");
        assertThatThrownBy(() -> install("owner", "1.1.0", """
                        <remove><table name="thing"><field name="thing_id"/><field name="a"/></table></remove>"""))
                .hasMessageContaining(
                        "the table thing cannot be removed: the field b of package guest is in it, with its values; delete that package with its data first (carrack package delete guest --purge");
    }

    @Test
    void aFieldInATableThatTheServerWritesMayBeEmpty() throws Exception {
        install("oldbase", "1.0.0", """
                <add><table name="bundle_version"><field name="name" data-type="varchar" max-length="128" nullable="No"/></table></add>""");
        run(
                "insert into bundle_version (bundle_name, type, version, local, installed) values ('x', 'y', '1', 'Yes', 'Yes')");
        install("oldbase", "1.0.1", """
                <add><table name="bundle_version"><field name="name" data-type="varchar" max-length="128" nullable="No"/></table></add>""");
        assertThat(rows("select bundle_name, name from bundle_version")).containsExactly("x|null");
    }

    @Test
    void lengthsAreCountedInCharactersAsPeopleDo() throws Exception {
        install("mysq", "1.0.0", """
                <add><table name="face"><field name="face_id" data-type="bigint" key="primary" auto-increment="Yes"/>
                <field name="emoji" data-type="varchar" max-length="4"/>
                <record><emoji>\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00</emoji></record></table></add>""");
        run("insert into face (emoji) values ('\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00'), ('abcd')");
        assertThatThrownBy(() -> run("insert into face (emoji) values ('abcde')"))
                .isInstanceOf(SQLException.class);
        assertThatThrownBy(
                        () -> run(
                                "insert into face (emoji) values ('\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00')"))
                .isInstanceOf(SQLException.class);
        install("mysq", "1.1.0", """
                <add><table name="face"><field name="face_id" data-type="bigint" key="primary" auto-increment="Yes"/>
                <field name="emoji" data-type="varchar" max-length="5"/></table></add>""");
        run("insert into face (emoji) values ('abcde')");
        assertThatThrownBy(() -> run("insert into face (emoji) values ('abcdef')"))
                .isInstanceOf(SQLException.class);
    }

    @ParameterizedTest
    @CsvSource({"ctid", "XMIN", "_rowid_"})
    void columnsThatDatabasesHaveThemselvesAreRefused(String name) {
        assertThatThrownBy(() -> request(
                        "<add><table name=\"t\"><field name=\"%s\" data-type=\"int\"/></table></add>".formatted(name)))
                .hasMessageContaining("databases have a column %s of their own in every table".formatted(name));
    }
}
