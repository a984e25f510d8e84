"""Pages of trainings."""

from quizapp.trainings import views_people, views_record

blueprints = (views_record.blueprint, views_people.blueprint)
