import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import portal.clock


class Migration(migrations.Migration):
    dependencies = [
        ("directives", "0010_approval_before_publishing"),
        ("portal", "0007_acts_and_roles_keep_the_told_time"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="activity",
            name="client_key",
            field=models.CharField(blank=True, editable=False, max_length=60, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="activity",
            name="co_leads",
            field=models.ManyToManyField(blank=True, related_name="+", to="directives.programmeparty"),
        ),
        migrations.AddField(
            model_name="activity",
            name="planned_precision",
            field=models.CharField(
                choices=[
                    ("day", "Ngày"),
                    ("days", "Khoảng ngày"),
                    ("month", "Tháng"),
                    ("months", "Khoảng tháng"),
                    ("quarter", "Quý"),
                    ("year", "Cả năm"),
                ],
                default="days",
                max_length=8,
                verbose_name="mức chính xác",
            ),
        ),
        migrations.AddField(
            model_name="programme",
            name="client_key",
            field=models.CharField(blank=True, editable=False, max_length=60, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="programme",
            name="kind",
            field=models.CharField(
                choices=[("phoi_hop", "Chương trình phối hợp"), ("hanh_dong", "Chương trình hành động")],
                default="phoi_hop",
                max_length=10,
                verbose_name="loại chương trình",
            ),
        ),
        migrations.AddField(
            model_name="programmeparty",
            name="focal_contact",
            field=models.CharField(blank=True, max_length=200, verbose_name="liên hệ của đầu mối"),
        ),
        migrations.AddField(
            model_name="programmeparty",
            name="focal_name",
            field=models.CharField(blank=True, max_length=100, verbose_name="cán bộ đầu mối"),
        ),
        migrations.AddField(
            model_name="programmeparty",
            name="signer_name",
            field=models.CharField(blank=True, max_length=100, verbose_name="người ký"),
        ),
        migrations.RenameField(
            model_name="activity",
            old_name="topics",
            new_name="topics_words",
        ),
        migrations.AddField(
            model_name="activity",
            name="topics",
            field=models.JSONField(blank=True, default=list, verbose_name="nội dung"),
        ),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_hash", models.CharField(blank=True, editable=False, max_length=64, null=True, unique=True)),
                ("changed_at", models.DateTimeField()),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_feed",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "địa chỉ lịch",
                "verbose_name_plural": "địa chỉ lịch",
            },
        ),
        migrations.CreateModel(
            name="ContestRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="tên vòng")),
                ("form", models.CharField(blank=True, max_length=200, verbose_name="hình thức")),
                ("held_words", models.CharField(blank=True, max_length=120, verbose_name="thời gian")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="ghi chú")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rounds", to="directives.activity"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Occurrence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("held_words", models.CharField(max_length=120, verbose_name="thời gian tổ chức")),
                (
                    "held_precision",
                    models.CharField(
                        choices=[
                            ("day", "Ngày"),
                            ("days", "Khoảng ngày"),
                            ("month", "Tháng"),
                            ("months", "Khoảng tháng"),
                            ("quarter", "Quý"),
                            ("year", "Cả năm"),
                        ],
                        max_length=8,
                        verbose_name="mức chính xác",
                    ),
                ),
                ("held_from", models.DateField(verbose_name="từ ngày")),
                ("held_to", models.DateField(verbose_name="đến hết ngày")),
                ("place", models.CharField(blank=True, max_length=250, verbose_name="địa điểm")),
                ("participants", models.PositiveIntegerField(blank=True, null=True, verbose_name="số người tham gia")),
                ("result", models.TextField(blank=True, verbose_name="kết quả")),
                ("version", models.PositiveIntegerField(default=0)),
                ("client_key", models.CharField(blank=True, editable=False, max_length=60, null=True, unique=True)),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="occurrences",
                        to="directives.activity",
                    ),
                ),
            ],
            options={
                "verbose_name": "lần tổ chức",
                "verbose_name_plural": "lần tổ chức",
                "ordering": ["held_from", "held_to", "pk"],
            },
        ),
        migrations.CreateModel(
            name="OccurrenceFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="portal.storedfile"
                    ),
                ),
                (
                    "occurrence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="directives.occurrence"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="OutcomeFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="năm")),
                ("asked_at", models.DateTimeField(default=portal.clock.now)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="portal.storedfile"
                    ),
                ),
                (
                    "job",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="portal.job"
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcome_files",
                        to="directives.programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "bảng sơ kết, tổng kết",
                "verbose_name_plural": "bảng sơ kết, tổng kết",
                "ordering": ["-asked_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Prize",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("dac_biet", "Đặc biệt"),
                            ("nhat", "Nhất"),
                            ("nhi", "Nhì"),
                            ("ba", "Ba"),
                            ("khuyen_khich", "Khuyến khích"),
                            ("khac", "Giải khác"),
                        ],
                        max_length=14,
                        verbose_name="loại giải",
                    ),
                ),
                ("quantity", models.PositiveSmallIntegerField(default=1, verbose_name="số giải")),
                ("winners", models.CharField(blank=True, max_length=1000, verbose_name="đơn vị, đội đoạt giải")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="prizes", to="directives.activity"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ProgrammeDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("type_name", models.CharField(max_length=60, verbose_name="loại văn bản")),
                ("number", models.CharField(max_length=60, verbose_name="số, ký hiệu")),
                ("number_key", models.CharField(editable=False, max_length=60)),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="ngày")),
                ("title", models.CharField(blank=True, max_length=500, verbose_name="trích yếu")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "directive",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directives.directive",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="documents", to="directives.programme"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="YearPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="số, ký hiệu kế hoạch")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="ngày ban hành kế hoạch")),
                ("words", models.TextField(blank=True, verbose_name="nội dung chính của kế hoạch")),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="plans", to="directives.programme"
                    ),
                ),
            ],
            options={
                "verbose_name": "kế hoạch năm",
                "verbose_name_plural": "kế hoạch năm",
                "ordering": ["year"],
            },
        ),
        migrations.AddField(
            model_name="activity",
            name="plan",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="activities",
                to="directives.yearplan",
                verbose_name="kế hoạch năm",
            ),
        ),
        migrations.AddConstraint(
            model_name="occurrence",
            constraint=models.CheckConstraint(
                condition=models.Q(("held_to__gte", models.F("held_from"))), name="occurrence_span_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="yearplan",
            constraint=models.UniqueConstraint(fields=("programme", "year"), name="one_plan_per_year"),
        ),
        # Nullable while the data move, so that the way back can fill it again.
        migrations.AlterField(
            model_name="activity",
            name="year",
            field=models.PositiveSmallIntegerField(null=True, verbose_name="năm"),
        ),
    ]
